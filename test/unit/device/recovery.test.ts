import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { Stage } from "../../../firmware/device/device-status.js";
import { Recovery, type RecoveryOptions, type RecoveryStep } from "../../../firmware/device/recovery.js";
import { VirtualTime } from "../../support/virtual-time.js";

const minute = 60_000;
const hour = 60 * minute;

/** A device that tries every five minutes, each try ending in `stage`. */
class Trier {
  readonly time = new VirtualTime();
  readonly recovery: Recovery;
  /** What was done, with the minute. */
  readonly done: string[] = [];

  constructor(options: Partial<RecoveryOptions> = {}) {
    this.recovery = new Recovery({
      clock: this.time,
      networkAfter: 10 * minute,
      restartAfter: hour,
      recoveries: 0,
      hasReached: true,
      ...options,
    });
  }

  /** Tries for so long; ends early where the chip is restarted. */
  try(duration: number, stage: Stage, timeServer: "answers" | "silent"): this {
    for (const end = this.time.uptime() + duration; this.time.uptime() < end; ) {
      this.time.advance(5 * minute);
      this.recovery.failed(stage);
      const step = this.recovery.next();
      if (step !== "socket") this.done.push(`${this.time.uptime() / minute} ${step}`);
      if (step === "session") this.recovery.timeServer(timeServer === "answers");
      if (step === "chip") break;
    }
    return this;
  }

  get steps(): RecoveryStep[] {
    return this.done.map((line) => line.split(" ")[1] as RecoveryStep);
  }
}

describe("recovery of a device that nobody answers", () => {
  it("goes from connections over the time server and the network to the chip", () => {
    assert.deepEqual(new Trier().try(24 * hour, "tcp", "silent").done, [
      "10 session",
      "15 network",
      "30 network",
      "45 session",
      "60 session",
      "65 chip",
    ]);
  });

  it("does the same where names are not resolved, and where there is no link", () => {
    for (const stage of ["dns", "link", "address"] as const) {
      assert.equal(new Trier().try(24 * hour, stage, "silent").steps.at(-1), "chip", stage);
    }
  });

  it("waits twice as long with each restart that did not help, a day at most", () => {
    for (const [recoveries, least, most] of [
      [1, 2, 2.5],
      [3, 8, 9],
      [5, 24, 24.5],
      [40, 24, 24.5],
    ] as const) {
      const trier = new Trier({ recoveries }).try(48 * hour, "tcp", "silent");
      const at = Number(trier.done.at(-1)?.split(" ")[0]) / 60;
      assert.equal(trier.steps.at(-1), "chip");
      assert.ok(at >= least && at <= most, `${recoveries}: after ${at} h`);
    }
  });
});

describe("recovery of a device whose cloud alone is away", () => {
  it("never restarts chip or network as long as the time server answers", () => {
    const trier = new Trier().try(100 * 24 * hour, "tcp", "answers");
    assert.ok(trier.steps.includes("session"), "it was asked");
    assert.ok(!trier.steps.includes("chip"));
    assert.ok(!trier.steps.includes("network"));
  });

  for (const stage of ["tls", "mqtt", "activation", "login", "time"] as const) {
    it(`takes nothing stronger than a new connection where tries end in ${stage}: somebody has answered`, () => {
      assert.deepEqual(new Trier().try(100 * 24 * hour, stage, "silent").done, []);
    });
  }

  it("never restarts the chip where the time server has not answered since power-on: its silence is no news", () => {
    const trier = new Trier({ hasReached: false }).try(100 * 24 * hour, "tcp", "silent");
    assert.ok(!trier.steps.includes("chip"));
    assert.ok(trier.steps.includes("network"));
  });

  it("never restarts the chip where that is switched off", () => {
    const trier = new Trier({ restartAfter: 0 }).try(100 * 24 * hour, "tcp", "silent");
    assert.ok(!trier.steps.includes("chip"));
  });

  it("begins anew with every answer", () => {
    const trier = new Trier().try(60 * minute, "tcp", "silent");
    assert.ok(!trier.steps.includes("chip"));
    trier.recovery.failed("tls");
    assert.equal(trier.recovery.next(), "socket");
    trier.try(60 * minute, "tcp", "silent");
    assert.ok(!trier.steps.includes("chip"));
    trier.recovery.online();
    assert.ok(!trier.try(60 * minute, "tcp", "silent").steps.includes("chip"));
  });
});
