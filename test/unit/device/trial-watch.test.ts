import "../../support/xs-globals.js";
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { StagedNetwork } from "../../../firmware/network/staged-network.js";
import { wifiCredentials } from "../../../firmware/network/wifi-credentials.js";
import type { WiFiControl } from "../../../firmware/ports/network.js";
import { Trial } from "../../../firmware/storage/trial.js";
import { FakeFlash } from "../../support/fake-flash.js";
import { fakeLog } from "../../support/fake-log.js";
import { FakeRestarts } from "../../support/fake-restarts.js";
import { World } from "../../support/fake-world.js";
import { VirtualTime } from "../../support/virtual-time.js";

/** A device in the run of a trial that a network belongs to. */
function onTrial() {
  const flash = new FakeFlash();
  const options = { domain: flash, log: fakeLog().log };
  const before = new Trial(options);
  before.online();
  new StagedNetwork(options).write(wifiCredentials("new", "new passphrase"));
  before.commit({ settings: { trialSeconds: 100 }, ca: "same", cert: "same", wifi: "staged" });
  const time = new VirtualTime();
  const calls: string[] = [];
  const wifi: WiFiControl = {
    scan: () => undefined,
    join: () => undefined,
    keep: () => undefined,
    confine: (network) => void calls.push(`confine to ${network?.ssid ?? "those known"}`),
    forget: () => undefined,
  };
  const restarts = new FakeRestarts();
  const world = new World(
    {
      restarts,
      network: {
        start: ({ onUp }) => {
          calls.push("start");
          time.set(onUp, 10);
        },
        restart: () => undefined,
        status: () => ({ kind: "wifi", stage: "up" }),
        wifi,
      },
    },
    { bowline: flash },
    time,
  );
  return { world, calls, restarts, next: () => new Trial(options) };
}

describe("a trial that a network belongs to", () => {
  it("is confined to that network before anything is joined, until the device is online", () => {
    const { world, calls, next } = onTrial();
    assert.deepEqual(calls, ["confine to new", "start"]);
    world.goOnline();
    assert.deepEqual(calls, ["confine to new", "start", "confine to those known"]);
    assert.deepEqual(next().state(), { state: "kept" });
  });

  it("ends in time where the device does not come online, and stays confined until the restart", () => {
    const { world, calls, restarts, next } = onTrial();
    world.time.advance(100_000);
    assert.ok(restarts.restarted > 0);
    assert.deepEqual(calls, ["confine to new", "start"]);
    assert.equal(next().state().state, "reverted");
  });
});
