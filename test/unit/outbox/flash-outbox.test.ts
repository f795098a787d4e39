import "../../support/xs-globals.js";
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { FlashOutbox } from "../../../firmware/outbox/flash-outbox.js";
import { Journal } from "../../../firmware/outbox/journal/journal.js";
import type { DropPolicy, Reading } from "../../../firmware/outbox/outbox.js";
import { Timeline } from "../../../firmware/outbox/timeline.js";
import { FlashChip, type FlashChipOptions } from "../../../host-sim/world/flash-chip.js";
import { fakeLog } from "../../support/fake-log.js";
import { VirtualTime } from "../../support/virtual-time.js";

const late = 10_000;

/** A device's outbox, its chip and its clock. */
class Bench {
  readonly chip: FlashChip;
  time = new VirtualTime();
  lines: string[] = [];
  outbox: FlashOutbox;
  #drop: DropPolicy;

  constructor(options: Partial<FlashChipOptions> = {}, drop: DropPolicy = "oldest") {
    this.#drop = drop;
    this.chip = new FlashChip({ blockSize: 1024, blocks: 8, ...options });
    this.outbox = this.#open();
  }

  restart(epoch?: number): this {
    this.time = new VirtualTime(epoch);
    this.outbox = this.#open();
    return this;
  }

  add(...values: (number | string)[]): this {
    for (const value of values) this.outbox.add({ resource: "t", value, uptime: this.time.uptime() });
    return this;
  }

  take(lane: "live" | "kept"): readonly Reading[] {
    return this.outbox.take(lane, () => true);
  }

  values(lane: "live" | "kept"): unknown[] {
    return this.take(lane).map(({ value }) => value);
  }

  #open(): FlashOutbox {
    const journal = new Journal({ region: this.chip, drop: this.#drop, priorityOf: () => 0 });
    const { boot, start } = journal;
    const timeline = new Timeline({ clock: this.time, boot, start, ...journal.lastAnchor });
    const { log, lines } = fakeLog();
    this.lines = lines;
    return new FlashOutbox({ journal, timeline, log, uptime: () => this.time.uptime(), late, hold: 600_000 });
  }
}

const all = (): undefined => undefined;

describe("the outbox in flash", () => {
  it("accepts a reading at once where there is no session: a power cut right behind it loses nothing", () => {
    const bench = new Bench().add(1, 2).restart();
    bench.outbox.timeKnown();
    bench.outbox.open();
    assert.deepEqual(bench.values("kept"), [1, 2]);
  });

  it("keeps the doubt about a reading across a power cut", () => {
    const bench = new Bench().add(1);
    bench.outbox.add({ resource: "t", value: 2, uptime: bench.time.uptime(), quality: "uncertain" });
    bench.restart();
    bench.outbox.timeKnown();
    bench.outbox.open();
    assert.deepEqual(
      bench.take("kept").map(({ value, quality = "good" }) => [value, quality]),
      [
        [1, "good"],
        [2, "uncertain"],
      ],
    );
  });

  it("writes nothing to flash as long as the cloud acknowledges in time", () => {
    const bench = new Bench();
    bench.outbox.timeKnown();
    bench.outbox.open();
    for (let i = 0; i < 1000; i++) {
      bench.add(i);
      const batch = bench.take("live");
      bench.outbox.sent(batch);
      bench.time.advance(1000);
      bench.outbox.poll();
      bench.outbox.release(batch, all);
    }
    assert.equal(bench.chip.operations, 0);
    assert.equal(bench.outbox.length, 0);
  });

  it("puts into flash what the cloud has not acknowledged in time, and does not send it twice in this session", () => {
    const bench = new Bench();
    bench.outbox.timeKnown();
    bench.outbox.open();
    bench.add(1);
    const batch = bench.take("live");
    bench.add(2);
    bench.time.advance(late);
    bench.outbox.poll();
    assert.ok(bench.chip.operations > 0);
    assert.deepEqual(bench.values("kept"), [2], "what is on its way is not taken again");
    const told: unknown[] = [];
    bench.outbox.release(batch, ({ value }) => told.push(value));
    assert.deepEqual(told, [1]);
    assert.equal(bench.outbox.length, 1);
  });

  it("does not refuse what is on its way where flash is full and what comes is given up: it may still arrive", () => {
    const bench = new Bench({}, "newest");
    bench.outbox.timeKnown();
    while (bench.outbox.losses().length === 0) bench.add(0);
    for (const loss of bench.outbox.losses()) bench.outbox.settle(loss);
    bench.outbox.open();
    bench.add(1);
    const batch = bench.take("live");
    bench.add(2);
    bench.time.advance(late);
    bench.outbox.poll();
    const told: unknown[] = [];
    bench.outbox.release(batch, ({ value }) => told.push(value));
    assert.deepEqual(told, [1]);
    assert.deepEqual(
      bench.outbox.losses().map(({ count }) => count),
      [1],
      "the one that waited",
    );
  });

  it("and after a restart sends it with the timestamp that it had in memory", () => {
    const bench = new Bench();
    bench.outbox.timeKnown();
    bench.outbox.open();
    bench.time.advance(777);
    bench.add(1);
    const [first] = bench.take("live");
    bench.time.advance(late);
    bench.outbox.poll();
    bench.restart(Date.UTC(2026, 5, 1));
    bench.outbox.timeKnown();
    bench.outbox.open();
    const [again] = bench.take("kept");
    assert.ok(first?.timestamp !== undefined);
    assert.equal(again?.timestamp, first.timestamp);
  });

  it("keeps timestamps over a clock that is set while readings are in memory, in flash and on their way", () => {
    const bench = new Bench();
    bench.outbox.timeKnown();
    bench.add(1);
    bench.outbox.open();
    bench.add(2);
    const [live] = bench.take("live");
    bench.time.shift(1_800_000);
    bench.outbox.poll();
    bench.time.advance(5);
    bench.add(3);
    bench.outbox.close();
    bench.outbox.open();
    const stamps = bench.take("kept").map(({ timestamp = 0 }) => timestamp);
    assert.equal(stamps.length, 3);
    assert.equal(stamps[1], live?.timestamp);
    assert.ok((stamps[2] ?? 0) - (stamps[1] ?? 0) > 1_800_000 * 1000, "the new time holds from then on");
  });

  it("keeps a text that is too long for flash in memory, and sends it without a second copy of it", () => {
    const bench = new Bench();
    bench.outbox.timeKnown();
    const long = "x".repeat(5000);
    bench.add(1, long);
    bench.outbox.open();
    const [first] = bench.take("kept");
    assert.deepEqual([first?.value, first?.timestamp], [long, undefined]);
    assert.deepEqual(bench.values("kept"), [1]);
  });

  it("goes on in memory where flash fails, says so once, and counts what it gives up", () => {
    let isWorn = false;
    const fate = () => (isWorn ? ({ kind: "error", tear: "before" } as const) : undefined);
    const bench = new Bench({ fate });
    bench.outbox.timeKnown();
    bench.add(-1);
    isWorn = true;
    for (let i = 0; i < 40; i++) bench.add(i);
    bench.outbox.open();
    assert.deepEqual(
      bench.values("kept"),
      Array.from({ length: 32 }, (_, i) => i + 8),
    );
    assert.deepEqual(
      bench.outbox.losses().map(({ resource, count }) => [resource, count]),
      [["t", 8]],
    );
    assert.equal(
      bench.lines.filter((line) => line.startsWith("error outbox: flash takes no readings")).length,
      1,
    );
  });

  describe("whose flash does not take the note that the cloud has a reading,", () => {
    /** Two readings, of which the cloud has the first; the note of that failed. */
    function unnoted(): { bench: Bench; mend: () => void } {
      let isWorn = false;
      const fate = () => (isWorn ? ({ kind: "error", tear: "before" } as const) : undefined);
      const bench = new Bench({ fate }).add(1, 2);
      bench.outbox.timeKnown();
      bench.outbox.open();
      const batch = bench.outbox.take("kept", () => false);
      isWorn = true;
      bench.outbox.release(batch, all);
      return { bench, mend: () => (isWorn = false) };
    }

    it("sends it no second time as long as it runs", () => {
      const { bench } = unnoted();
      bench.outbox.close();
      bench.outbox.open();
      assert.deepEqual(bench.values("kept"), [2]);
    });

    it("does not tell it as lost when the page is needed", () => {
      const { bench, mend } = unnoted();
      bench.outbox.close();
      mend();
      for (let i = 3; i <= 500; i++) bench.add(i);
      const [loss] = bench.outbox.losses();
      bench.outbox.open();
      assert.equal((loss?.count ?? 0) + bench.take("kept").length, 499);
    });

    it("notes it as soon as flash takes it", () => {
      const { bench, mend } = unnoted();
      mend();
      bench.outbox.poll();
      bench.restart();
      bench.outbox.timeKnown();
      bench.outbox.open();
      assert.deepEqual(bench.values("kept"), [2]);
    });

    it("remembers 128 such readings and sends more again in the next session, as they were", () => {
      let isWorn = false;
      const fate = () => (isWorn ? ({ kind: "error", tear: "before" } as const) : undefined);
      const bench = new Bench({ fate });
      for (let i = 0; i < 160; i++) bench.add(i);
      bench.outbox.timeKnown();
      bench.outbox.open();
      const batches = [1, 2].map(() => bench.outbox.take("kept", (taken) => taken.length < 80));
      const times = batches.flat().map(({ timestamp }) => timestamp);
      isWorn = true;
      for (const batch of batches) bench.outbox.release(batch, all);
      bench.outbox.close();
      bench.outbox.open();
      const again = bench.take("kept").map(({ timestamp }) => timestamp);
      assert.ok(again.length >= 160 - 128 && again.length < 80, `${again.length} readings`);
      assert.deepEqual(again, times.slice(-again.length));
    });

    it("sends it once more after a restart that came before, as it was", () => {
      const { bench, mend } = unnoted();
      mend();
      bench.restart();
      bench.outbox.timeKnown();
      bench.outbox.open();
      assert.deepEqual(bench.values("kept"), [1, 2]);
    });
  });

  it("does not throw where flash cannot even be read", () => {
    const bench = new Bench();
    bench.outbox.timeKnown();
    bench.add(1, 2);
    bench.chip.cutPower();
    for (const use of [
      () => bench.add(3),
      () => bench.outbox.open(),
      () => bench.take("kept"),
      () => bench.outbox.poll(),
      () => bench.outbox.close(),
    ])
      assert.doesNotThrow(use);
  });
});
