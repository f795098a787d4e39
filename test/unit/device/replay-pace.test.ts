import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { ReplayPace } from "../../../firmware/device/replay-pace.js";
import { VirtualTime } from "../../support/virtual-time.js";

function make(options: { jitter?: number; rate?: number; random?: number }) {
  const time = new VirtualTime();
  const { jitter = 0, rate = 0, random = 0.5 } = options;
  const pace = new ReplayPace({ uptime: () => time.uptime(), random: () => random, jitter, rate });
  pace.open();
  return { time, pace };
}

describe("the pace of a replay", () => {
  it("is that of the cloud where nothing else was set", () => {
    assert.equal(make({}).pace.allowance(), Infinity);
  });

  it("begins, after a few readings, with a wait that differs from device to device", () => {
    const { time, pace } = make({ jitter: 60_000 });
    assert.equal(pace.allowance(), 32);
    pace.sent(30);
    assert.equal(pace.allowance(), 2);
    pace.sent(2);
    time.advance(29_999);
    assert.equal(pace.allowance(), 0);
    time.advance(1);
    assert.equal(pace.allowance(), Infinity);
    assert.equal(make({ jitter: 60_000, random: 0 }).pace.allowance(), Infinity);
  });

  it("keeps to its rate, with a hundred at once", () => {
    const { time, pace } = make({ rate: 10 });
    let sent = 0;
    for (let second = 0; second <= 60; second++) {
      const allowance = pace.allowance();
      pace.sent(allowance);
      sent += allowance;
      if (second === 0) assert.equal(sent, 100);
      time.advance(1000);
    }
    assert.equal(sent, 100 + 60 * 10);
  });

  it("waits anew in each session", () => {
    const { time, pace } = make({ jitter: 10_000 });
    time.advance(10_000);
    pace.sent(1000);
    pace.open();
    assert.equal(pace.allowance(), 32);
  });
});
