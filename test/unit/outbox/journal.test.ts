import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Journal, UnsuitableRegion } from "../../../firmware/outbox/journal/journal.js";
import { JournalBench, noon } from "../../support/journal-bench.js";

const range = (from: number, to: number): number[] => Array.from({ length: to - from }, (_, i) => from + i);

describe("the journal", () => {
  it("refuses a region that cannot hold it, and says what would do", () => {
    for (const [blockSize, blocks, problem] of [
      [512, 100, /blocks of 512 bytes; a power of two from 1024 to 32768 is needed/],
      [65_536, 8, /blocks of 65536 bytes/],
      [4096, 3, /3 blocks; 4 to 4096 are needed/],
      [4096, 5000, /5000 blocks/],
    ] as const) {
      const region = {
        blockSize,
        blocks,
        read: () => assert.fail(),
        program: () => assert.fail(),
        erase: () => assert.fail(),
      };
      assert.throws(
        () => new Journal({ region, drop: "oldest", priorityOf: () => 0 }),
        (error) => error instanceof UnsuitableRegion && problem.test(error.message),
      );
    }
  });

  it("writes nothing before the first reading, so that a device that starts in vain wears nothing", () => {
    const bench = new JournalBench();
    for (let i = 0; i < 10; i++) bench.restart();
    assert.equal(bench.chip.operations, 0);
  });

  it("keeps numbers, texts and truth values over a restart, each as it was", () => {
    const bench = new JournalBench();
    const given = [0, -0.1, 1e21, 5e-324, 21.53, "", 'a "b"', "Grüße 温度", true, false];
    assert.deepEqual(
      bench
        .append(...given)
        .restart()
        .setClock().waiting,
      given,
    );
  });

  it("takes over flash that holds anything at all", () => {
    const memory = new Uint8Array(8 * 1024).map((_, index) => Math.imul(index + 1, 2_654_435_761) >>> 24);
    const bench = new JournalBench({}, { memory });
    assert.equal(bench.journal.waiting, 0);
    assert.deepEqual(bench.append(1, 2).restart().setClock().waiting, [1, 2]);
  });

  it("goes on in the page where it was, over a restart", () => {
    const bench = new JournalBench().append(1, 2).restart().append(3).restart().append(4).setClock();
    assert.deepEqual([...bench.chip.eraseCounts], [1, 0, 0, 0, 0, 0, 0, 0]);
    assert.deepEqual(bench.waiting, [1, 2, 3, 4]);
  });

  it("counts its runs, those in which something was written", () => {
    const bench = new JournalBench();
    assert.equal(bench.journal.boot, 1);
    assert.equal(bench.append(1).restart().journal.boot, 2);
    assert.equal(
      bench.restart().journal.boot,
      2,
      "the run before left nothing that could be confused with this one",
    );
    assert.equal(bench.append(2).restart().journal.boot, 3);
  });

  it("notes a batch's acknowledgement in one program, whatever the number of readings", () => {
    const bench = new JournalBench().append(...range(0, 20)).setClock();
    const batch = bench.take();
    const { programs } = bench.chip;
    bench.release(batch);
    assert.equal(bench.chip.programs, programs + 1);
    assert.deepEqual(bench.restart().setClock().waiting, []);
  });

  it("keeps readings whose neighbours were acknowledged", () => {
    const bench = new JournalBench().append(...range(0, 9)).setClock();
    const [first, second, third] = [bench.take(3), bench.take(3), bench.take(3)];
    bench.release(third);
    bench.release(first);
    assert.equal(second.length, 3);
    assert.deepEqual(bench.restart().setClock().waiting, [3, 4, 5]);
  });

  it("refuses a reading by exception never: where all flash is worn out it says so", () => {
    let isWorn = false;
    const fate = () => (isWorn ? ({ kind: "silent", tear: "before" } as const) : undefined);
    const bench = new JournalBench({}, { fate }).append(1);
    isWorn = true;
    assert.equal(bench.appendTo("t", 2), "failed");
    isWorn = false;
    assert.deepEqual(bench.append(3).setClock().waiting, [1, 3]);
  });

  it("leaves a block that is worn out behind", () => {
    const fate = ({ kind, offset }: { kind: string; offset: number }) =>
      kind === "erase" && offset === 2048 ? ({ kind: "error", tear: "prefix" } as const) : undefined;
    const bench = new JournalBench({}, { fate });
    bench.fillPages(5);
    const waiting = bench.setClock().waiting;
    assert.deepEqual(waiting, range(0, waiting.length));
    assert.deepEqual(bench.restart().setClock().waiting, waiting);
  });
});

describe("the journal, going round,", () => {
  it("erases each block once a round, so that none is worn more than another", () => {
    const bench = new JournalBench();
    for (let i = 0; i < 20_000; i++) {
      bench.append(i);
      if (i % 20 === 19) {
        if (i % 400 === 19) bench.restart();
        bench.setClock();
        bench.release(bench.take());
      }
    }
    const counts = [...bench.chip.eraseCounts];
    assert.ok(Math.min(...counts) > 50);
    assert.ok(Math.max(...counts) - Math.min(...counts) <= 1, counts.join());
  });

  it("finds the newest page where the pages' sequence wraps around", () => {
    const bench = new JournalBench({ firstPage: 0xffff_fffd });
    const made = bench.fillPages(7);
    const waiting = bench.restart().setClock().waiting;
    assert.deepEqual(waiting.at(-1), made - 1);
    assert.deepEqual(waiting, range(Number(waiting[0]), made));
    assert.ok(waiting.length > 100);
  });

  it("gives up the oldest page when there is no room, and counts what was in it, also over a restart", () => {
    const bench = new JournalBench().setClock();
    const made = bench.fillPages(12);
    const waiting = bench.restart().setClock().waiting;
    const loss = bench.journal.losses.get("t");
    assert.equal(waiting.length + (loss?.count ?? 0), made);
    assert.deepEqual(waiting, range(loss?.count ?? 0, made), "the newest are there");
  });

  it("counts losses until they have been told, and not beyond", () => {
    const bench = new JournalBench().setClock();
    bench.fillPages(12);
    assert.ok((bench.restart().journal.losses.get("t")?.count ?? 0) > 0);
    bench.journal.settle("t");
    for (let i = 0; i < 5; i++) {
      assert.equal(bench.restart().journal.losses.get("t"), undefined);
      bench.append(i);
    }
  });

  it("has one beginning for a loss from before the clock was set, before and after a power cut", () => {
    const bench = new JournalBench();
    bench.fillPages(12);
    bench.wait(5000).setClock(noon);
    const before = bench.journal.losses.get("t");
    assert.ok(Number(before?.from) > 1e15, "a timestamp");
    bench
      .restart()
      .wait(1_000_000)
      .setClock(noon + 3_600_000);
    assert.deepEqual(bench.journal.losses.get("t"), before);
  });

  it("gives up nothing to note that losses were told: a full page leaves the note to the next", () => {
    const filled = (readings: number): JournalBench => {
      const bench = new JournalBench().setClock();
      bench.fillPages(12);
      return bench.append(...range(0, readings));
    };
    const erases = ({ chip }: JournalBench): number => chip.eraseCounts.reduce((sum, each) => sum + each, 0);
    let most = 0;
    while (erases(filled(most + 1)) === 12) most += 1;
    const bench = filled(most);
    const { waiting } = bench.journal;
    bench.journal.settle("t");
    assert.deepEqual([bench.journal.waiting, erases(bench)], [waiting, 12]);
    bench.release(bench.take());
    bench.append(0);
    assert.equal(erases(bench), 13, "the page that a reading needed");
    assert.equal(bench.restart().journal.losses.get("t"), undefined);
  });

  it("carries readings of a higher priority on, as often as that says, and then gives them up", () => {
    const bench = new JournalBench({ priorityOf: (resource) => (resource === "alarm" ? 2 : 0) }).setClock();
    for (let i = 0; i < 5; i++) bench.appendTo("alarm", `alarm ${i}`);
    const alarms = (): unknown[] => bench.waiting.filter((value) => String(value).startsWith("alarm"));
    const kept = range(0, 5).map((i) => `alarm ${i}`);
    for (const pages of [6, 12, 18]) {
      bench.fillPages(pages);
      assert.deepEqual(alarms(), kept, `${pages} pages`);
    }
    bench.fillPages(40);
    assert.deepEqual(alarms(), []);
    assert.equal(bench.journal.losses.get("alarm")?.count, 5);
  });

  it("gives at most half of a page to what it carries, so that it always comes on", () => {
    const bench = new JournalBench({ priorityOf: () => 3 }).setClock();
    const made = bench.fillPages(60);
    const waiting = bench.waiting.map(Number);
    assert.deepEqual(
      waiting,
      [...waiting].sort((a, b) => a - b),
      "in order",
    );
    assert.equal(waiting.at(-1), made - 1);
    assert.equal(waiting.length + (bench.journal.losses.get("t")?.count ?? 0), made);
  });

  it("refuses what comes where that is wanted, the lower its priority the sooner", () => {
    const priorityOf = (resource: string): number => (resource === "alarm" ? 3 : 0);
    const bench = new JournalBench({ drop: "newest", priorityOf }, { blocks: 32 }).setClock();
    let taken = 0;
    while (typeof bench.appendTo("t", taken) === "number") taken++;
    let alarms = 0;
    while (typeof bench.appendTo("alarm", alarms) === "number") alarms++;
    assert.ok(alarms > 50, "pages were kept free for them");
    assert.equal(bench.waiting.length, taken + alarms);
    assert.equal(bench.waiting[0], 0, "the oldest is there");
    assert.deepEqual(
      [bench.journal.losses.get("t")?.count, bench.journal.losses.get("alarm")?.count],
      [1, 1],
    );
  });
});

describe("the journal's times", () => {
  it("are those of the clock that was set before, also after restarts", () => {
    const bench = new JournalBench().wait(1000).setClock(noon).append(1).wait(4999).append(2);
    const told = bench.take().map(({ timestamp }) => timestamp);
    assert.deepEqual(
      told.map((timestamp = 0) => Math.floor(timestamp / 1000) - noon),
      [1, 5001],
    );
    bench.restart().setClock(noon + 3_000_000);
    assert.deepEqual(
      bench.take().map(({ timestamp }) => timestamp),
      told,
    );
  });

  it("of readings from before the first synchronisation are told once it is known", () => {
    const bench = new JournalBench().append(1).wait(59_999).append(2);
    assert.deepEqual(bench.take(), [], "held back");
    bench.setClock(noon);
    assert.deepEqual(
      bench.take().map(({ timestamp = 0 }) => Math.floor(timestamp / 1000) - noon),
      [-60_000, 0],
    );
  });

  it("of a run that ended without the time are told, in order, when a later run knows it, and stay the same from then on", () => {
    const bench = new JournalBench()
      .append(1)
      .wait(999)
      .append(2)
      .restart()
      .wait(500)
      .append(3)
      .restart()
      .wait(10_000);
    bench.setClock(noon);
    const told = bench.take().map(({ timestamp = 0 }) => timestamp);
    assert.equal(told.length, 3);
    assert.deepEqual(
      told,
      [...told].sort((a, b) => a - b),
    );
    assert.ok(told.every((timestamp) => timestamp < noon * 1000));
    bench
      .restart()
      .wait(5_000_000)
      .setClock(noon + 86_400_000);
    assert.deepEqual(
      bench.take().map(({ timestamp = 0 }) => timestamp),
      told,
    );
  });

  it("of a run that does not know the time are not told by the clock of the run before", () => {
    const bench = new JournalBench().setClock(noon).append(1).restart().wait(1000).append(2);
    assert.deepEqual(
      bench.take().map(({ value }) => value),
      [1],
      "the second is held back",
    );
    bench.journal.replay.rewind();
    bench.setClock(noon + 86_400_000);
    const [, second] = bench.take();
    assert.equal(Math.floor((second?.timestamp ?? 0) / 1000), noon + 86_400_000);
  });

  it("are kept for readings that are carried away from their page", () => {
    const bench = new JournalBench({ priorityOf: (resource) => (resource === "alarm" ? 3 : 0) }).setClock();
    bench.appendTo("alarm", "a");
    const [before] = bench.take().map(({ timestamp }) => timestamp);
    bench.fillPages(14);
    bench.restart().setClock(noon + 86_400_000);
    const alarm = bench.take().find(({ resource }) => resource === "alarm");
    assert.equal(alarm?.timestamp, before);
  });

  it("of readings that were carried before the time was known are told when it is", () => {
    const bench = new JournalBench({ priorityOf: (resource) => (resource === "alarm" ? 3 : 0) });
    bench.appendTo("alarm", "a");
    bench.wait(10_000);
    bench.fillPages(14);
    bench.setClock(noon);
    const alarm = bench.take().find(({ resource }) => resource === "alarm");
    assert.ok(alarm !== undefined && Math.floor((alarm.timestamp ?? 0) / 1000) < noon - 10_000);
  });
});
