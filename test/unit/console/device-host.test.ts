import "../../support/xs-globals.js";
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { DeviceHost } from "../../../firmware/console/device-host.js";
import { StagedNetwork } from "../../../firmware/network/staged-network.js";
import type { Network, WiFiControl } from "../../../firmware/ports/network.js";
import { Trial } from "../../../firmware/storage/trial.js";
import { FakeConsoleHost } from "../../support/fake-console-host.js";
import { fakeLog } from "../../support/fake-log.js";
import { FakeRestarts } from "../../support/fake-restarts.js";
import { VirtualTime } from "../../support/virtual-time.js";

/** A device that was online, with a Wi-Fi in which every network can be joined. */
function device() {
  const { flash, settings, credentials, status } = new FakeConsoleHost();
  const options = { domain: flash, log: fakeLog().log };
  const kept: string[] = [];
  const wifi: WiFiControl = {
    scan: (onDone) => onDone([]),
    join: (_, onDone) => onDone(),
    keep: ({ ssid }) => void kept.push(ssid),
    confine: () => undefined,
    forget: () => undefined,
  };
  const network: Network = {
    start: () => undefined,
    restart: () => undefined,
    status: () => ({ kind: "wifi", stage: "up" }),
    wifi,
  };
  const time = new VirtualTime();
  const trial = new Trial(options);
  trial.online();
  const host = new DeviceHost({
    version: "0.1.0",
    board: { clock: time, network, restarts: new FakeRestarts(), entropy: (count) => new Uint8Array(count) },
    Timer: time,
    settings,
    credentials,
    stagedNetwork: new StagedNetwork(options),
    trial,
    status,
    forgetLogin: () => undefined,
    erase: () => undefined,
  });
  return { host, kept, flash, next: () => new Trial(options) };
}

describe("a commit", () => {
  it("of Wi-Fi alone is kept at once: it was joined", () => {
    const { host, kept, next } = device();
    host.settings.set("wifi.ssid", "office");
    assert.deepEqual(host.commit(), { restart: false, trial: 0 });
    assert.deepEqual(kept, ["office"]);
    assert.deepEqual([host.settings.changed, host.isCommitPending, next().content], [[], false, undefined]);
  });

  it("of Wi-Fi beside others puts the network on trial with them", () => {
    const { host, kept, next } = device();
    host.settings.set("wifi.ssid", "office");
    host.settings.set("wifi.psk", "a passphrase");
    host.settings.set("port", "8883");
    assert.deepEqual(host.commit(), { restart: true, trial: 180 });
    assert.deepEqual(kept, []);
    const { network, content } = next();
    assert.deepEqual([network?.ssid, network?.passphrase.reveal()], ["office", "a passphrase"]);
    assert.deepEqual(content, { settings: { port: 8883 }, ca: "same", cert: "same", wifi: "staged" });
  });

  it("is the only one until its end: the next is refused before the restart, too", () => {
    const { host } = device();
    host.settings.set("port", "8883");
    host.commit();
    assert.throws(() => host.check(), /the commit before is on trial/);
  });

  it("that flash does not take leaves everything staged, and no network known", () => {
    const { host, kept, flash, next } = device();
    host.settings.set("wifi.ssid", "office");
    host.settings.set("port", "8883");
    flash.writeError = new Error("worn out");
    assert.throws(() => host.commit(), /worn out/);
    flash.writeError = undefined;
    assert.deepEqual(host.settings.changed, ["wifi.ssid", "port"]);
    assert.deepEqual([kept, next().content], [[], undefined]);
  });
});
