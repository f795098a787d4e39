import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { HumanOutput } from "../../../../tools/output/human-output.js";
import { transferRate } from "../../../../tools/work/flash/transfer-rate.js";

describe("the progress of a transfer", () => {
  it("says nothing about its speed before there is anything to say it from", () => {
    let now = 1000;
    const rate = transferRate({ sizeBytes: 1_000_000, now: () => now });
    now += 100;
    assert.equal(rate(0.1), undefined);
    now += 900;
    assert.equal(rate(0), undefined);
    assert.deepEqual(rate(0.25), { bytesPerSecond: 250_000, secondsLeft: 3 });
  });

  it("is drawn with speed and time left on a terminal, and as one line a step elsewhere", () => {
    let drawn = "";
    let lines = "";
    const on = (isTTY: boolean, write: (text: string) => void) =>
      new HumanOutput({ terminal: { isTTY, write }, verbose: false });
    const terminal = on(true, (text) => {
      drawn += text;
    });
    const pipe = on(false, (text) => {
      lines += text;
    });
    for (const output of [terminal, pipe]) {
      output.progress("writing app", 0);
      output.progress("writing app", 0.5, { bytesPerSecond: 46_080, secondsLeft: 75 });
    }
    assert.match(drawn, /50 %.*46\.1 kB\/s, 1 min 15 s left/);
    assert.equal(lines, "writing app …\n");
  });
});
