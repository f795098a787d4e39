import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Log, levels, printable } from "../../../firmware/device/log.js";
import { Secret } from "../../../firmware/storage/secret.js";
import { fakeLog } from "../../support/fake-log.js";

describe("log", () => {
  it("passes on level, tag and message", () => {
    const { log, lines } = fakeLog();
    log.error("cloud", "e");
    log.warning("cloud", "w");
    log.info("device", "i");
    log.debug("device", "d");
    assert.deepEqual(lines, ["error cloud: e", "warning cloud: w", "info device: i", "debug device: d"]);
  });

  for (const [index, level] of levels.entries()) {
    it(`at level ${level} shows ${levels.slice(0, index + 1).join(", ")} and nothing below`, () => {
      const heard: string[] = [];
      const log = new Log({ level, sink: (of) => heard.push(of) });
      for (const each of levels) log[each]("tag", "message");
      assert.deepEqual(heard, levels.slice(0, index + 1));
    });
  }

  it("leaves debug out where no level was chosen", () => {
    const heard: string[] = [];
    const log = new Log({ sink: (level) => heard.push(level) });
    log.debug("tag", "message");
    log.info("tag", "message");
    assert.deepEqual(heard, ["info"]);
  });

  it("turns line breaks and control characters into spaces: text from outside forges no line and steers no terminal", () => {
    const { log, lines } = fakeLog();
    log.info("cloud", "a\nerror cloud: forged\r\u001b[2J\u0000\u007f\u0085\u009fb");
    assert.deepEqual(lines, ["info cloud: a error cloud: forged  [2J    b"]);
  });

  it("leaves all other characters as they are", () => {
    assert.equal(printable("Grüße, 温度 21 °C 🌡"), "Grüße, 温度 21 °C 🌡");
  });

  it("shows a secret as ***", () => {
    const { log, lines } = fakeLog();
    log.info("cloud", `token ${new Secret("0123456789")}`);
    assert.deepEqual(lines, ["info cloud: token ***"]);
  });
});
