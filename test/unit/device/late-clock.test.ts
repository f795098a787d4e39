import "../../support/xs-globals.js";
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { Clock } from "../../../firmware/device/clock.js";
import { World } from "../../support/fake-world.js";
import { VirtualTime } from "../../support/virtual-time.js";

/** When the device got power, and what its clock says until it is set, milliseconds since 1970. */
const power = Date.UTC(2026, 10, 21, 12);
const floor = Date.UTC(2025, 0, 1);

/** A clock that was never set: it runs from its floor until the test sets it. */
class LateClock implements Clock {
  readonly #time: VirtualTime;
  #epoch = floor;
  #onDone: ((known: boolean) => void) | undefined;

  constructor(time: VirtualTime) {
    this.#time = time;
  }

  now(): number {
    return this.#epoch + this.#time.uptime();
  }

  uptime(): number {
    return this.#time.uptime();
  }

  synchronize(onDone: (known: boolean) => void): void {
    this.#onDone = onDone;
  }

  /** The time server answers, or does not: then the device goes on with what it has. */
  answer(known: boolean): void {
    if (known) this.#epoch = power;
    this.#onDone?.(known);
  }
}

interface Entry {
  readonly timestamp: number;
}

/** Seconds after power-on at which the readings in the newest history were taken, as the cloud is told. */
function toldSeconds(world: World): number[] {
  const history = world.platform.client.published.filter((each) => each.startsWith("$resource.batch="));
  const entries = JSON.parse(history.at(-1)?.slice("$resource.batch=".length) ?? "[]") as Entry[];
  return entries.map(({ timestamp }) => (timestamp / 1000 - power) / 1000);
}

function lateWorld(): { world: World; clock: LateClock } {
  const time = new VirtualTime();
  const clock = new LateClock(time);
  return { world: new World({ clock }, {}, time), clock };
}

describe("readings that were taken before the clock was set", () => {
  it("are told with their true times when the clock jumps between taking and sending (CN-RES-3)", () => {
    const { world, clock } = lateWorld();
    world.time.advance(25_000);
    clock.answer(true);
    world.goOnline();
    assert.deepEqual(toldSeconds(world), [0, 10, 20]);
  });

  it("wait in a session without the time, and are told with their true times when it is known", () => {
    const { world, clock } = lateWorld();
    world.time.advance(25_000);
    clock.answer(false);
    world.goOnline();
    assert.deepEqual(toldSeconds(world), [], "no guess that would have to be taken back");
    world.platform.client.break();
    // The device asks again before its next try.
    world.time.advance(2000);
    clock.answer(true);
    world.goOnline();
    assert.deepEqual(toldSeconds(world).slice(0, 3), [0, 10, 20]);
  });
});
