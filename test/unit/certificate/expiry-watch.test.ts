import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { ExpiryWatch } from "../../../firmware/certificate/expiry-watch.js";
import { VirtualTime } from "../../support/virtual-time.js";

const day = 86_400_000;

function watched(): { time: VirtualTime; told: string[]; watch: ExpiryWatch } {
  const time = new VirtualTime();
  const told: string[] = [];
  const watch = new ExpiryWatch({
    Timer: time,
    now: () => time.now(),
    onEnding: (which, notAfter) => told.push(`${which} ${Math.round((notAfter - time.now()) / day)}`),
  });
  return { time, told, watch };
}

describe("the watch over certificates", () => {
  it("says nothing of one that has more than 30 days", () => {
    const { time, told, watch } = watched();
    watch.uses("server", time.now() + 30 * day + 1);
    assert.deepEqual(told, []);
  });

  it("tells one that ends within 30 days at once, and no sooner again than the next day", () => {
    const { time, told, watch } = watched();
    const end = time.now() + 30 * day;
    watch.uses("server", end);
    for (let connection = 0; connection < 5; connection++) watch.uses("server", end);
    assert.deepEqual(told, ["server 30"]);
    time.advance(2 * day);
    assert.deepEqual(told, ["server 30", "server 29", "server 28"]);
  });

  it("goes on looking during a session of months", () => {
    const { time, told, watch } = watched();
    watch.uses("device", time.now() + 40 * day);
    time.advance(9 * day);
    assert.deepEqual(told, []);
    time.advance(2 * day);
    assert.deepEqual(told, ["device 30", "device 29"]);
  });

  it("forgets what was renewed, and watches each by itself", () => {
    const { time, told, watch } = watched();
    watch.uses("server", time.now() + 3 * day);
    watch.uses("device", time.now() + 5 * day);
    watch.uses("server", time.now() + 90 * day);
    time.advance(day);
    assert.deepEqual(told, ["server 3", "device 5", "device 4"]);
  });

  it("goes on telling what has ended: the next connection will fail", () => {
    const { time, told, watch } = watched();
    watch.uses("server", time.now() + day / 2);
    time.advance(day);
    assert.deepEqual(told.length, 2);
  });
});
