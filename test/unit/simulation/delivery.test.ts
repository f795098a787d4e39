import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { DeviceEvent } from "../../../firmware/device/device-event.js";
import { deviceEvents } from "../../../host-sim/simulation/appliance.js";
import { delivery } from "../../../host-sim/simulation/invariants/delivery.js";
import { Ledger } from "../../../host-sim/simulation/ledger.js";
import type { Occurrence } from "../../../host-sim/simulation/occurrence.js";
import type { World } from "../../../host-sim/simulation/world.js";
import { WorldTime } from "../../../host-sim/simulation/world-time.js";

const resource = "level";
const day = 86_400_000;

/** A life without a device: what happens in it, and what the invariant has to say to that. */
class Story {
  readonly violations: string[] = [];
  #at = 0;
  #next = 1;
  readonly #ledger: Ledger;
  readonly #watcher: (occurrence: Occurrence, at: number) => void;

  constructor() {
    const time = new WorldTime();
    this.#ledger = new Ledger(time);
    this.#watcher = delivery.watch({
      world: { time } as World,
      ledger: this.#ledger,
      violate: (message) => this.violations.push(message),
    });
  }

  take(value: number): void {
    this.#happens({ kind: "taken", resource, value });
  }

  record(value: number): void {
    const event = { event: "reported", device: "d", resource, value, timestamp: value } as const;
    this.#happens({ kind: "cloud", event: { ...event, via: "batch", settles: false, current: false } });
  }

  acknowledge(value: number): void {
    this.#device({ event: "reported", resource, value, acknowledged: true });
  }

  /** A session in which the device tells how many were lost; each loss has a beginning of its own, or the one that is given. */
  tellLost(count: number, { from = this.#next++, isAcknowledged = true } = {}): void {
    this.#device({ event: "connected", device: "d" });
    const value = JSON.stringify({ event: "lost", resource, count, from });
    const event = { event: "reported", device: "d", resource: deviceEvents, value, timestamp: 1 } as const;
    this.#happens({ kind: "cloud", event: { ...event, via: "single", settles: false, current: true } });
    if (isAcknowledged) this.#device({ event: "lost", resource, count });
  }

  goOnline(): void {
    this.#device({ event: "state", state: "online" });
  }

  cutPower(): void {
    this.#happens({ kind: "power-lost", life: 1 });
  }

  calm(): void {
    this.#at += day;
    this.#happens({ kind: "calm" });
  }

  #device(event: DeviceEvent): void {
    this.#happens({ kind: "device", event });
  }

  #happens(occurrence: Occurrence): void {
    this.#watcher(occurrence, this.#at);
    this.#ledger.hear(occurrence, this.#at);
  }
}

/** What `begin` leaves may be told as lost in the next session, and in none after it. */
function assertToldNextOrNever(begin: (story: Story) => void): void {
  const [next, later] = [new Story(), new Story()];
  for (const story of [next, later]) begin(story);
  next.tellLost(1);
  next.calm();
  assert.deepEqual(next.violations, []);
  later.tellLost(0);
  later.calm();
  later.tellLost(1);
  later.calm();
  assert.equal(later.violations.length, 1);
}

describe("what a simulation says about losses that are told", () => {
  it("a reading that the cloud recorded may be told as lost where its PUBACK did not reach the device", () => {
    const story = new Story();
    story.take(1);
    story.record(1);
    story.take(2);
    story.tellLost(2);
    story.calm();
    assert.deepEqual(story.violations, []);
  });

  it("one that was acknowledged may not", () => {
    const story = new Story();
    story.take(1);
    story.record(1);
    story.acknowledge(1);
    story.take(2);
    story.tellLost(2);
    story.calm();
    assert.match(story.violations.join(), /told of 2 lost readings of level; 1 are missing/);
  });

  it("one that came a second time and was acknowledged then may not", () => {
    const story = new Story();
    story.take(1);
    story.record(1);
    story.record(1);
    story.acknowledge(1);
    story.tellLost(1);
    story.calm();
    assert.equal(story.violations.length, 1);
  });

  it("its loss may be left for the next session, but not for ever", () => {
    assertToldNextOrNever((story) => {
      story.take(1);
      story.record(1);
      story.calm();
    });
  });

  it("each of them counts once", () => {
    const story = new Story();
    story.take(1);
    story.record(1);
    story.tellLost(1);
    story.calm();
    story.tellLost(1);
    story.calm();
    assert.equal(story.violations.length, 1);
  });

  it("are those that the cloud was told of: a report that was repeated counts once, with its greatest number", () => {
    const story = new Story();
    for (let value = 1; value <= 3; value++) story.take(value);
    story.tellLost(2, { from: 7, isAcknowledged: false });
    story.cutPower();
    story.tellLost(3, { from: 7 });
    story.calm();
    assert.deepEqual(story.violations, []);
  });

  it("are not told again once the device knows that the cloud knows", () => {
    const story = new Story();
    story.take(1);
    story.tellLost(1, { from: 7 });
    story.tellLost(1, { from: 7 });
    assert.match(story.violations.join(), /told again that 1 readings of level from 7 were lost/);
  });

  it("may include one that the power took away before it was in flash, in the next session, but not for ever", () => {
    assertToldNextOrNever((story) => {
      story.goOnline();
      story.take(1);
      story.cutPower();
      story.calm();
    });
  });
});
