import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Outbox, type Reading } from "../../../firmware/outbox/outbox.js";

const all = (): boolean => true;
const one = (): boolean => false;

function reading(value: number, resource = "t"): Reading {
  return { resource, value, uptime: value };
}

function make(capacity = 10): { outbox: Outbox; lost: number[] } {
  const lost: number[] = [];
  return { outbox: new Outbox({ capacity, onLost: ({ value }) => lost.push(Number(value)) }), lost };
}

function filled(count: number, capacity = 10): { outbox: Outbox; lost: number[] } {
  const made = make(capacity);
  for (let i = 1; i <= count; i++) made.outbox.add(reading(i));
  return made;
}

function values(batch: readonly Reading[]): unknown[] {
  return batch.map(({ value }) => value);
}

describe("the outbox", () => {
  it("hands readings out in the order in which they were made", () => {
    const { outbox } = filled(3);
    assert.deepEqual(values(outbox.take(all)), [1, 2, 3]);
  });

  it("hands out at most what fits into one message, and always one", () => {
    const { outbox } = filled(5);
    assert.deepEqual(values(outbox.take((batch) => batch.length < 2)), [1, 2]);
    assert.deepEqual(values(outbox.take(one)), [3]);
  });

  it("stops at the first that does not fit, so that none overtakes another", () => {
    const { outbox } = make();
    for (const next of [reading(1, "a"), reading(2, "b"), reading(3, "a"), reading(4, "c")]) outbox.add(next);
    const batch = outbox.take((taken, { resource }) => taken.every((other) => other.resource !== resource));
    assert.deepEqual(values(batch), [1, 2]);
  });

  it("hands nothing out twice while it is on its way", () => {
    const { outbox } = filled(2);
    outbox.take(one);
    assert.deepEqual(values(outbox.take(all)), [2]);
    assert.deepEqual(outbox.take(all), []);
  });

  it("keeps a reading until the cloud has acknowledged it", () => {
    const { outbox } = filled(2);
    const batch = outbox.take(one);
    assert.equal(outbox.length, 2);
    outbox.release(batch);
    assert.equal(outbox.length, 1);
    assert.deepEqual(values(outbox.take(all)), [2]);
  });

  it("takes acknowledgements in any order", () => {
    const { outbox } = filled(3);
    const [first, second, third] = [outbox.take(one), outbox.take(one), outbox.take(one)];
    outbox.release(second);
    outbox.release(third);
    assert.equal(outbox.length, 1);
    outbox.release(first);
    assert.equal(outbox.length, 0);
    outbox.release(first);
    assert.equal(outbox.length, 0, "an acknowledgement that comes twice is fine");
  });

  it("hands out again what could not be sent, before what came later", () => {
    const { outbox } = filled(3);
    outbox.putBack(outbox.take((batch) => batch.length < 2));
    assert.deepEqual(values(outbox.take(all)), [1, 2, 3]);
  });

  it("hands out again, in the old order, what was on its way when the connection was lost", () => {
    const { outbox } = filled(4);
    outbox.take(one);
    outbox.release(outbox.take(one));
    outbox.take(one);
    outbox.rewind();
    assert.deepEqual(values(outbox.take(all)), [1, 3, 4]);
  });

  it("gives up the oldest when it is full, and tells", () => {
    const { outbox, lost } = filled(5, 3);
    assert.deepEqual(lost, [1, 2]);
    assert.deepEqual(values(outbox.take(all)), [3, 4, 5]);
  });

  it("spares what is on its way when it is full", () => {
    const { outbox, lost } = filled(3, 3);
    outbox.take(one);
    outbox.add(reading(4));
    assert.deepEqual(lost, [2]);
    outbox.rewind();
    assert.deepEqual(values(outbox.take(all)), [1, 3, 4]);
  });

  it("gives up even what is on its way where there is nothing else: the bound is memory", () => {
    const { outbox, lost } = filled(2, 2);
    outbox.take(all);
    outbox.add(reading(3));
    assert.deepEqual(lost, [1]);
    assert.equal(outbox.length, 2);
    outbox.rewind();
    assert.deepEqual(values(outbox.take(all)), [2, 3]);
  });

  it("does not lose a reading whose twin was acknowledged", () => {
    const { outbox } = make();
    outbox.add(reading(7));
    const batch = outbox.take(all);
    outbox.add(reading(7));
    outbox.release(batch);
    assert.equal(outbox.length, 1);
  });

  it("refuses a capacity of nothing", () => {
    for (const capacity of [0, -1, Number.NaN]) {
      assert.throws(() => new Outbox({ capacity, onLost: () => undefined }), /^RangeError: outbox: capacity/);
    }
  });
});
