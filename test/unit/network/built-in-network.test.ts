import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { builtInNetwork } from "../../../firmware/network/built-in-network.js";
import { fakeLog } from "../../support/fake-log.js";

describe("the network of a build", () => {
  it("is used where it makes sense", () => {
    const { log, lines } = fakeLog();
    const network = builtInNetwork({ ssid: "home", passphrase: "correct horse" }, log);
    assert.deepEqual([network?.ssid, network?.passphrase.reveal()], ["home", "correct horse"]);
    assert.equal(builtInNetwork({ ssid: "guests", passphrase: undefined }, log)?.passphrase.reveal(), "");
    assert.equal(builtInNetwork({ ssid: undefined, passphrase: "" }, log), undefined);
    assert.deepEqual(lines, []);
  });

  it("is told and left out where no access point could accept it, without its passphrase", () => {
    for (const [ssid, passphrase] of [
      ["", "correct horse"],
      ["x".repeat(33), ""],
      ["home", "short!"],
    ] as const) {
      const { log, lines } = fakeLog();
      assert.equal(builtInNetwork({ ssid, passphrase }, log), undefined);
      assert.match(lines.join(), /^warning wifi: the network of the build is not used: wifi\./);
      assert.ok(!lines.join().includes("short!"));
    }
  });
});
