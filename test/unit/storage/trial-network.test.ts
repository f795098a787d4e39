import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { KnownNetworks } from "../../../firmware/network/known-networks.js";
import { StagedNetwork } from "../../../firmware/network/staged-network.js";
import { wifiCredentials } from "../../../firmware/network/wifi-credentials.js";
import { SettingsStore } from "../../../firmware/storage/settings.js";
import { Trial } from "../../../firmware/storage/trial.js";
import { FakeFlash } from "../../support/fake-flash.js";
import { fakeLog } from "../../support/fake-log.js";

const content = { settings: { domain: "new.example" }, ca: "same", cert: "same", wifi: "staged" } as const;

/** A device that works, and has joined another network for a try. */
function desk() {
  const domain = new FakeFlash();
  const options = { domain, log: fakeLog().log };
  new SettingsStore({ ...options, defaults: {} }).write({ domain: "old.example" });
  new KnownNetworks(options).worked(wifiCredentials("old", "old passphrase"));
  const start = (): Trial => new Trial(options);
  start().online();
  const commit = (): void => {
    new StagedNetwork(options).write(wifiCredentials("new", "new passphrase"));
    start_.commit(content);
  };
  const start_ = start();
  /** What a device that starts now would use. */
  const used = (trial: Trial): string => {
    const { domain: name } = new SettingsStore({
      ...options,
      defaults: {},
      trial: trial.content?.settings,
    }).read();
    const networks = trial.network === undefined ? new KnownNetworks(options).list() : [trial.network];
    return [name, ...networks.map(({ ssid }) => ssid)].join();
  };
  return { domain, start, commit, used };
}

describe("a network on trial beside settings", () => {
  it("is the only one of that run, and among the known ones once the device was online through it", () => {
    const { domain, start, commit, used } = desk();
    commit();
    const during = start();
    assert.equal(used(during), "new.example,new");
    assert.doesNotMatch(domain.values.get("wifi") ?? "", /new/);
    during.online();
    assert.equal(during.network, undefined);
    assert.equal(used(start()), "new.example,new,old");
    assert.ok(!domain.values.has("try-wifi"));
  });

  it("goes with the rest: the device begins with the old one", () => {
    const { domain, start, commit, used } = desk();
    commit();
    start().fail("tcp: nobody answers");
    assert.equal(used(start()), "old.example,old");
    assert.doesNotMatch([...domain.values].join(), /new passphrase/);
  });

  it("is never mixed with the old settings, wherever flash fails", () => {
    let outcomes = "";
    for (let spared = 0; spared < 12; spared++) {
      const { domain, start, commit, used } = desk();
      let left = spared;
      const write = domain.write.bind(domain);
      domain.write = (key, value) => {
        if (left-- <= 0) throw new Error("worn out");
        write(key, value);
      };
      for (const step of [commit, () => start().online()]) {
        try {
          step();
        } catch {
          // the next start shows what came of it
        }
      }
      domain.write = write;
      let after = start();
      if (after.content !== undefined) after.online();
      after = start();
      assert.match(used(after), /^(old.example,old|new.example,new,old)$/, `${spared} writes`);
      outcomes += used(after).charAt(0);
    }
    assert.match(outcomes, /^o.*n$/);
  });
});
