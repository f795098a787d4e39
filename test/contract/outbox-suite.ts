import assert from "node:assert/strict";
import { it } from "node:test";
import fc from "fast-check";
import type { Lane, Loss, Outbox, Reading } from "../../firmware/outbox/outbox.js";
import { VirtualTime } from "../support/virtual-time.js";

/** What a test may choose of an outbox. */
export interface OutboxChoice {
  /** About so many readings fit in; plenty where absent. */
  readonly room?: number;
  readonly drop?: "oldest" | "newest";
  readonly priorityOf?: (resource: string) => number;
  readonly hold?: number;
}

export type OpenOutbox = (time: VirtualTime, choice: OutboxChoice) => Outbox;

const all = (): boolean => true;
const one = (): boolean => false;

/** An outbox and what became of its readings. */
class Bench {
  readonly time = new VirtualTime();
  readonly outbox: Outbox;
  readonly released: unknown[] = [];

  constructor(open: OpenOutbox, choice: OutboxChoice = {}, isTimeKnown = true) {
    this.outbox = open(this.time, choice);
    if (isTimeKnown) this.outbox.timeKnown();
  }

  add(...values: (number | string)[]): this {
    for (const value of values) this.addTo("t", value);
    return this;
  }

  addTo(resource: string, value: number | string): void {
    this.outbox.add({ resource, value, uptime: this.time.uptime() });
  }

  take(lane: Lane, most = Infinity): readonly Reading[] {
    return this.outbox.take(lane, (batch) => batch.length < most);
  }

  release(batch: readonly Reading[]): void {
    this.outbox.release(batch, ({ value }) => this.released.push(value));
  }

  /** Everything that waits, as a new session finds it. */
  reopened(): readonly Reading[] {
    this.outbox.close();
    this.outbox.open();
    return this.take("kept");
  }
}

function values(batch: readonly Reading[]): unknown[] {
  return batch.map(({ value }) => value);
}

/** What every outbox promises. */
export function outboxSuite(open: OpenOutbox): void {
  it("hands out what was kept in the order in which it was taken, with the time at which it was", () => {
    const bench = new Bench(open).add(1);
    bench.time.advance(500);
    bench.add(2);
    bench.outbox.open();
    const batch = bench.take("kept");
    assert.deepEqual(values(batch), [1, 2]);
    const [first, second] = batch.map(({ timestamp = 0 }) => Math.floor(timestamp / 1000));
    assert.deepEqual([first, second], [bench.time.now() - 500, bench.time.now()]);
  });

  it("hands out numbers, texts and truth values as they were", () => {
    const bench = new Bench(open);
    const given = [0, -0.1, 1e21, 5e-324, "", 'a "b"', "Grüße 温度", true, false] as const;
    for (const value of given) bench.outbox.add({ resource: "t", value, uptime: 0 });
    bench.outbox.open();
    assert.deepEqual(values(bench.take("kept")), [...given]);
  });

  it("hands out at most what fits into one message, and always one", () => {
    const bench = new Bench(open).add(1, 2, 3);
    bench.outbox.open();
    assert.deepEqual(values(bench.take("kept", 2)), [1, 2]);
    assert.deepEqual(values(bench.outbox.take("kept", one)), [3]);
  });

  it("hands nothing out twice while it is on its way", () => {
    const bench = new Bench(open).add(1, 2);
    bench.outbox.open();
    bench.take("kept", 1);
    assert.deepEqual(values(bench.take("kept")), [2]);
    assert.deepEqual(bench.take("kept"), []);
  });

  it("keeps a reading until the cloud has acknowledged it, and tells which it was", () => {
    const bench = new Bench(open).add(1, 2);
    bench.outbox.open();
    const batch = bench.take("kept", 1);
    bench.outbox.sent(batch);
    assert.equal(bench.outbox.length, 2);
    bench.release(batch);
    assert.deepEqual(bench.released, [1]);
    assert.equal(bench.outbox.length, 1);
    assert.deepEqual(values(bench.reopened()), [2]);
  });

  it("takes acknowledgements in any order, and twice", () => {
    const bench = new Bench(open).add(1, 2, 3);
    bench.outbox.open();
    const [first, second, third] = [1, 1, 1].map((most) => bench.take("kept", most));
    for (const batch of [third, first, first, second]) bench.release(batch ?? []);
    assert.equal(bench.outbox.length, 0);
    assert.deepEqual(bench.released, [3, 1, 2]);
  });

  it("hands out again what could not be sent, before what came later", () => {
    const bench = new Bench(open).add(1, 2, 3);
    bench.outbox.open();
    bench.outbox.putBack(bench.take("kept", 2));
    assert.deepEqual(values(bench.take("kept")), [1, 2, 3]);
  });

  it("hands out again, with the same timestamp, what was on its way when the session ended", () => {
    const bench = new Bench(open).add(1, 2, 3);
    bench.outbox.open();
    const before = [...bench.take("kept", 1), ...bench.take("kept", 1)];
    bench.time.advance(60_000);
    const after = bench.reopened();
    assert.deepEqual(values(after), [1, 2, 3]);
    assert.deepEqual(
      after.slice(0, 2).map(({ timestamp }) => timestamp),
      before.map(({ timestamp }) => timestamp),
    );
  });

  it("keeps the present apart from what was kept, so that it can go first", () => {
    const bench = new Bench(open).add(1);
    bench.outbox.open();
    bench.add(2);
    assert.deepEqual(values(bench.take("live")), [2]);
    assert.deepEqual(values(bench.take("kept")), [1]);
    assert.deepEqual(values(bench.reopened()), [1, 2]);
  });

  it("never gives two readings of a resource the same timestamp, in one millisecond or with a clock set back", () => {
    const bench = new Bench(open);
    bench.add(1, 2, 3);
    for (const shift of [-500_000, 400_000, -900_000]) {
      bench.time.shift(shift);
      bench.outbox.poll();
      bench.add(4, 5);
      bench.time.advance(1000);
    }
    bench.outbox.open();
    const stamps = bench.take("kept").map(({ timestamp = 0 }) => timestamp);
    assert.equal(new Set(stamps).size, 9);
    assert.deepEqual(
      stamps,
      [...stamps].sort((a, b) => a - b),
      "and they keep their order",
    );
  });

  it("holds readings back until the time is known, and then tells when they were taken", () => {
    const bench = new Bench(open, { hold: 600_000 }, false);
    bench.add(1);
    bench.time.advance(10_000);
    bench.outbox.open();
    bench.add(2);
    assert.deepEqual([...bench.take("live"), ...bench.take("kept")], []);
    bench.time.shift(86_400_000);
    bench.outbox.timeKnown();
    const [kept] = bench.take("kept");
    const [live] = bench.take("live");
    assert.equal(Math.floor((kept?.timestamp ?? 0) / 1000), bench.time.now() - 10_000);
    assert.equal(Math.floor((live?.timestamp ?? 0) / 1000), bench.time.now());
  });

  it("lets live readings go without a timestamp where the time stays unknown for long", () => {
    const bench = new Bench(open, { hold: 5000 }, false);
    bench.outbox.open();
    bench.time.advance(4000);
    bench.add(1);
    assert.deepEqual(bench.take("live"), []);
    bench.time.advance(1000);
    const [live] = bench.take("live");
    assert.deepEqual([live?.value, live?.timestamp], [1, undefined]);
  });

  it("gives up the oldest when there is no room, and counts them with their times", () => {
    const bench = new Bench(open, { room: 50 });
    const first = bench.time.now();
    for (let i = 0; i < 500; i++) {
      bench.add(i);
      bench.time.advance(1000);
    }
    bench.outbox.open();
    const left = values(bench.take("kept"));
    const [loss, ...others] = bench.outbox.losses();
    assert.deepEqual(others, []);
    assert.equal((loss?.count ?? 0) + left.length, 500);
    assert.equal(left[0], loss?.count, "the newest are there");
    assert.deepEqual([loss?.resource, Math.floor(loss?.from ?? 0)], ["t", first]);
    assert.equal(Math.floor(loss?.to ?? 0), first + ((loss?.count ?? 0) - 1) * 1000);
    bench.outbox.settle(loss as Loss);
    assert.deepEqual(bench.outbox.losses(), []);
  });

  it("counts what is given up while a loss is being told as a loss of its own", () => {
    const bench = new Bench(open, { room: 50 });
    const add = (count: number): void => {
      for (let i = 0; i < count; i++) {
        bench.add(i);
        bench.time.advance(1000);
      }
    };
    add(500);
    const [told] = bench.outbox.losses();
    add(500);
    bench.outbox.settle(told as Loss);
    const [later] = bench.outbox.losses();
    bench.outbox.open();
    assert.equal((told?.count ?? 0) + (later?.count ?? 0) + bench.take("kept").length, 1000);
    assert.ok(Number(later?.from) > Number(told?.to), `${later?.from} is after ${told?.to}`);
  });

  it("gives up what comes, and not what it has, where that is wanted", () => {
    const bench = new Bench(open, { room: 50, drop: "newest" });
    for (let i = 0; i < 500; i++) bench.add(i);
    bench.outbox.open();
    const left = values(bench.take("kept"));
    assert.deepEqual(
      left,
      left.map((_, index) => index),
    );
    const [loss] = bench.outbox.losses();
    assert.equal((loss?.count ?? 0) + left.length, 500);
  });

  it("gives up readings of a low priority before older ones of a higher, and keeps the order of each", () => {
    const priorityOf = (resource: string): number => (resource === "alarm" ? 3 : 0);
    const bench = new Bench(open, { room: 100, priorityOf });
    for (let i = 0; i < 10; i++) bench.addTo("alarm", i);
    for (let i = 0; i < 150; i++) bench.add(i);
    bench.outbox.open();
    const left = bench.take("kept");
    assert.deepEqual(
      values(left.filter(({ resource }) => resource === "alarm")),
      [0, 1, 2, 3, 4, 5, 6, 7, 8, 9],
    );
    assert.ok(left.length < 160);
    assert.deepEqual(
      bench.outbox.losses().map(({ resource }) => resource),
      ["t"],
    );
  });

  it("loses nothing below its bound and keeps each resource in order, whatever happens", () => {
    const step = fc.oneof(
      { weight: 5, arbitrary: fc.record({ do: fc.constant("add" as const), to: fc.constantFrom("a", "b") }) },
      {
        weight: 3,
        arbitrary: fc.record({ do: fc.constantFrom("live" as const, "kept" as const), most: fc.nat(4) }),
      },
      {
        weight: 3,
        arbitrary: fc.record({
          do: fc.constantFrom("acknowledge" as const, "putBack" as const),
          which: fc.nat(3),
        }),
      },
      {
        weight: 1,
        arbitrary: fc.record({ do: fc.constantFrom("open" as const, "close" as const, "wait" as const) }),
      },
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const bench = new Bench(open);
        let made = 0;
        let onTheirWay: (readonly Reading[])[] = [];
        let isOpen = false;
        for (const next of steps) {
          if (next.do === "add") bench.addTo(next.to, made++);
          else if (next.do === "wait") {
            bench.time.advance(11_000);
            bench.outbox.poll();
          } else if (next.do === "open" && !isOpen) {
            isOpen = true;
            bench.outbox.open();
          } else if (next.do === "close" && isOpen) {
            isOpen = false;
            bench.outbox.close();
            onTheirWay = [];
          } else if ((next.do === "live" || next.do === "kept") && isOpen) {
            const batch = bench.take(next.do, next.most + 1);
            if (batch.length > 0) onTheirWay.push(batch);
          } else if (next.do === "acknowledge" || next.do === "putBack") {
            const [batch] = onTheirWay.splice(next.which % Math.max(1, onTheirWay.length), 1);
            if (batch === undefined) continue;
            if (next.do === "putBack") bench.outbox.putBack(batch);
            else bench.release(batch);
          }
        }
        const left = bench.reopened();
        assert.deepEqual(
          new Set([...bench.released, ...values(left)]),
          new Set(Array.from({ length: made }, (_, i) => i)),
        );
        assert.equal(bench.released.length + left.length, made, "each once");
        for (const resource of ["a", "b"]) {
          const order = values(left.filter((reading) => reading.resource === resource)).map(Number);
          assert.deepEqual(
            order,
            [...order].sort((x, y) => x - y),
          );
        }
      }),
    );
  });

  it("is empty at first", () => {
    const bench = new Bench(open);
    bench.outbox.open();
    assert.deepEqual(
      [bench.outbox.length, bench.outbox.take("kept", all), bench.outbox.losses()],
      [0, [], []],
    );
  });
}
