import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { isWorthReporting } from "../../../firmware/resources/report-policy.js";

const last = { value: 20, at: 1000 };

describe("report policy", () => {
  it("reports the first value always", () => {
    assert.equal(isWorthReporting({ deadband: 100, heartbeatSeconds: 60 }, undefined, 20, 0), true);
  });

  it("without a deadband reports every look", () => {
    assert.equal(isWorthReporting({}, last, 20, 1001), true);
  });

  it("reports a number that moved by more than the deadband, up or down", () => {
    const policy = { deadband: 0.5 };
    for (const [value, worth] of [
      [20, false],
      [20.5, false],
      [19.5, false],
      [20.51, true],
      [19.49, true],
    ] as const) {
      assert.equal(isWorthReporting(policy, last, value, 2000), worth, `${value}`);
    }
  });

  it("with a deadband of 0 reports every change and nothing else", () => {
    assert.equal(isWorthReporting({ deadband: 0 }, last, 20, 2000), false);
    assert.equal(isWorthReporting({ deadband: 0 }, last, 20.000_001, 2000), true);
  });

  it("reports what has not moved when the last report is as old as the heartbeat", () => {
    const policy = { deadband: 1, heartbeatSeconds: 60 };
    assert.equal(isWorthReporting(policy, last, 20, 60_999), false);
    assert.equal(isWorthReporting(policy, last, 20, 61_000), true);
  });

  it("with a deadband reports texts and truth values when they differ", () => {
    for (const [before, after, worth] of [
      ["on", "on", false],
      ["on", "off", true],
      [true, true, false],
      [true, false, true],
      ["1", 1, true],
    ] as const) {
      assert.equal(isWorthReporting({ deadband: 5 }, { value: before, at: 0 }, after, 1), worth);
    }
  });
});
