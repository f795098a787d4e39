import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { decodeMemo, encodeMemo, firstMemo } from "../../../firmware/device/run-memo.js";
import { mostEarly, RunRecord } from "../../../firmware/device/run-record.js";
import { FakeRestarts } from "../../support/fake-restarts.js";

const fault = {
  kind: "exception",
  message: "TypeError: x is not a function",
  position: "app.ts:12",
} as const;

/** The chip after so many runs that ended by `abort` before they had settled. */
function afterEarlyEnds(count: number): FakeRestarts {
  let chip = new FakeRestarts();
  for (let i = 0; i < count; i++) {
    new RunRecord(chip);
    chip = chip.next("abort");
  }
  return chip;
}

describe("the memo of a run", () => {
  it("says again what was put in, within 200 bytes, whatever the last words are", () => {
    const memo = {
      ...firstMemo,
      restarts: 12,
      early: 3,
      recoveries: 2,
      settled: true,
      reached: true,
      gasp: "ü\n".repeat(200),
    };
    const text = encodeMemo(memo);
    assert.ok(new TextEncoder().encode(text).byteLength <= 200, text);
    assert.deepEqual(decodeMemo(text), { ...memo, gasp: "?".repeat(150) });
  });

  it("is that of a first run where there is none, or where it makes no sense", () => {
    for (const text of [undefined, "", "2 1 1 1 - x", "1 -1 0 0 - ", "garbage\0"]) {
      assert.deepEqual(decodeMemo(text), firstMemo);
    }
  });
});

describe("the record of a run", () => {
  it("tells the last words of the run before until the cloud has them, over further restarts", () => {
    const first = new FakeRestarts();
    new RunRecord(first).gasp(fault);
    const second = first.next("abort");
    assert.equal(new RunRecord(second).lastGasp, "TypeError: x is not a function at app.ts:12");
    const third = second.next("watchdog");
    const run = new RunRecord(third);
    assert.equal(run.lastGasp, "TypeError: x is not a function at app.ts:12");
    run.told();
    assert.equal(new RunRecord(third.next("software")).lastGasp, undefined);
  });

  it("says of a rejection that nobody handled that it was one", () => {
    const chip = new FakeRestarts();
    new RunRecord(chip).gasp({ kind: "rejection", message: "Error: late" });
    assert.equal(new RunRecord(chip.next("abort")).lastGasp, "unhandled rejection: Error: late");
  });

  it("counts restarts since power-on", () => {
    const chip = afterEarlyEnds(2);
    assert.equal(new RunRecord(chip).count, 2);
    assert.equal(new RunRecord(chip.next("power-on")).count, 0);
  });

  it(`makes a run safe after ${mostEarly} early ends in a row, and not before`, () => {
    assert.equal(new RunRecord(afterEarlyEnds(mostEarly - 1)).isSafe, false);
    assert.equal(new RunRecord(afterEarlyEnds(mostEarly)).isSafe, true);
  });

  it("counts brown-outs and the watchdog as early ends, what was asked for not", () => {
    for (const [reason, early] of [
      ["brown-out", 1],
      ["watchdog", 1],
      ["abort", 1],
      ["software", 0],
      ["deep-sleep", 0],
      ["unknown", 0],
    ] as const) {
      const chip = new FakeRestarts();
      new RunRecord(chip);
      assert.equal(new RunRecord(chip.next(reason)).early, early, reason);
    }
  });

  it("begins to count anew when a run has settled, and after power-on", () => {
    const chip = afterEarlyEnds(mostEarly - 1);
    new RunRecord(chip).settle();
    assert.equal(new RunRecord(chip.next("abort")).early, 0);
    assert.equal(new RunRecord(afterEarlyEnds(mostEarly).next("power-on")).isSafe, false);
  });

  it("lets a full start out of safe mode be one, and goes back where that fails too", () => {
    const chip = afterEarlyEnds(mostEarly);
    new RunRecord(chip).restartForTrial();
    assert.equal(chip.restarted, 1);
    const trial = chip.next("software");
    assert.equal(new RunRecord(trial).isSafe, false);
    const back = new RunRecord(trial.next("abort"));
    assert.deepEqual([back.isSafe, back.early], [true, mostEarly + 1]);
  });

  it("counts restarts that were to mend the network until a session stands, and none of them as early", () => {
    let chip = new FakeRestarts();
    for (const recoveries of [0, 1, 2]) {
      const run = new RunRecord(chip);
      assert.deepEqual([run.recoveries, run.early], [recoveries, 0]);
      run.restartForNetwork();
      assert.equal(chip.restarted, 1);
      chip = chip.next("software");
    }
    const run = new RunRecord(chip);
    run.online();
    assert.equal(new RunRecord(chip.next("abort")).recoveries, 0);
  });

  it("writes only what is news, because a memo may lie in flash", () => {
    const chip = new FakeRestarts();
    const run = new RunRecord(chip);
    assert.equal(chip.writes, 1);
    for (let i = 0; i < 100; i++) {
      run.online();
      run.told();
    }
    assert.equal(chip.writes, 1);
    for (let i = 0; i < 100; i++) run.settle();
    assert.equal(chip.writes, 2);
  });

  it("lets the device run where the memo cannot be written", () => {
    const chip = new FakeRestarts();
    chip.writeMemo = () => {
      throw new Error("worn out");
    };
    const run = new RunRecord(chip);
    assert.doesNotThrow(() => run.gasp(fault));
  });
});
