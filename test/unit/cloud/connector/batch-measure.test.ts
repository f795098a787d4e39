import "../../../support/xs-globals.js";
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { BatchMeasure } from "../../../../firmware/cloud/connector/batch-measure.js";
import { encode } from "../../../../firmware/cloud/connector/codec.js";
import type { Reading } from "../../../../firmware/outbox/outbox.js";

function reading(value: number | string, resource = "temperature"): Reading {
  return { resource, value, uptime: 0, timestamp: 1_767_225_540_000_000 };
}

describe("the measure of a batch", () => {
  it("is no less than its message has characters, whatever is asked in between", () => {
    const measure = new BatchMeasure();
    const batch: Reading[] = [];
    for (let index = 0; index < 60; index++) {
      const next = reading(index % 7 === 0 ? "x".repeat(index) : index / 3, `r${index % 4}`);
      // One that does not go, and one of another batch: neither may count.
      if (index % 5 === 0) measure.with(batch, reading("y".repeat(500)));
      if (index % 11 === 0) measure.with([], reading(1));
      const measured = measure.with(batch, next);
      batch.push(next);
      const { payload } = encode(batch, 0, 0);
      assert.ok(measured >= payload.length, `${measured} for ${payload.length}`);
      // Readings of one moment share an entry, which is not reckoned with.
      assert.ok(measured <= payload.length + 46 * batch.length, `${measured} for ${payload.length}`);
    }
  });

  it("begins anew with a batch that was emptied, and where it is told to forget", () => {
    const measure = new BatchMeasure();
    const batch = [reading(1), reading(2)];
    const two = measure.with(batch, reading(3));
    batch.length = 0;
    assert.ok(measure.with(batch, reading(3)) < two / 2);
    batch.push(reading(3));
    measure.with(batch, reading(4));
    measure.clear();
    batch[0] = reading("long".repeat(100));
    assert.ok(measure.with(batch, reading(4)) > 400);
  });
});
