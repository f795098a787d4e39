import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { recordsAt } from "../../../firmware/outbox/journal/layout.js";
import type { FlashOperation, Tear } from "../../../host-sim/world/flash-fate.js";
import { PowerLost } from "../../../host-sim/world/flash-fate.js";
import { JournalBench, noon } from "../../support/journal-bench.js";

const tears: readonly Tear[] = ["before", "prefix", "bits", "after"];
const range = (from: number, to: number): number[] => Array.from({ length: to - from }, (_, i) => from + i);

/** A bench whose power fails at the first operation that `isMeant`, once `arm` was called. */
function armed(isMeant: (operation: FlashOperation) => boolean, tear: Tear) {
  let isArmed = false;
  const bench = new JournalBench(
    {},
    {
      fate: (operation) => {
        if (!isArmed || !isMeant(operation)) return undefined;
        isArmed = false;
        return { kind: "cut", tear };
      },
    },
  );
  const arm = (): void => {
    isArmed = true;
  };
  return { bench, arm };
}

/** Does something until the power fails. */
function untilCut(action: () => void): void {
  assert.throws(() => {
    for (let tries = 0; tries < 1000; tries++) action();
  }, PowerLost);
}

/** Where the `number`th record of the page in `block` begins, bytes from the beginning of the chip. */
function recordAt({ chip }: JournalBench, block: number, number: number): number {
  const view = new DataView(chip.memory.buffer);
  let at = block * chip.blockSize + recordsAt;
  for (let index = 0; index < number; index++) at += (view.getUint16(at + 2, true) + 3) & ~3;
  return at;
}

describe("repair", () => {
  it("of a record that was cut: what it says of its length does not hide the anchor behind it from earlier pages", () => {
    let isArmed = false;
    const fate = () => (isArmed ? ({ kind: "cut", tear: "prefix" } as const) : undefined);
    const bench = new JournalBench({}, { fate, random: () => 0.2 });
    const made = bench.fillPages(2);
    isArmed = true;
    untilCut(() => bench.append("x".repeat(200)));
    isArmed = false;
    assert.deepEqual(bench.restart().setClock().waiting, range(0, made));
  });

  for (const tear of tears) {
    it(`of a record that was cut (${tear}): what was accepted is there, what was not is there whole or not at all`, () => {
      const { bench, arm } = armed(({ kind, length }) => kind === "program" && length > 20, tear);
      bench.append(...range(0, 5));
      arm();
      untilCut(() => bench.append(5));
      const { waiting } = bench.restart().setClock();
      assert.deepEqual(waiting, tear === "after" ? range(0, 6) : range(0, 5));
      bench.append(6, 7).restart().setClock();
      assert.deepEqual(bench.waiting, [...waiting, 6, 7], "and the page is written on");
      assert.equal(
        bench.chip.eraseCounts.reduce((sum, each) => sum + each),
        1,
      );
    });

    it(`of a page header that was cut (${tear}): the page before is the newest`, () => {
      const { bench, arm } = armed(({ kind, length }) => kind === "program" && length === 32, tear);
      const made = bench.fillPages(2);
      arm();
      let next = made;
      untilCut(() => bench.append(next++));
      // The last one is not accepted: there was no page for it yet.
      assert.deepEqual(bench.restart().setClock().waiting, range(0, next - 1));
      assert.deepEqual(bench.append(next).restart().setClock().waiting, [...range(0, next - 1), next]);
    });

    it(`of an erase that was cut (${tear}): nothing of an earlier round comes back`, () => {
      const { bench, arm } = armed(({ kind }) => kind === "erase", tear);
      bench.setClock();
      let next = bench.fillPages(12);
      bench.release(bench.take());
      arm();
      const first = next;
      untilCut(() => bench.append(next++));
      assert.deepEqual(bench.restart().setClock().waiting, range(first, next - 1));
    });

    it(`of an acknowledgement that was cut (${tear}): what is sent again has the same timestamp`, () => {
      const { bench, arm } = armed(({ kind }) => kind === "program", tear);
      bench.append(...range(0, 6)).setClock(noon);
      const told = new Map(bench.take().map(({ value, timestamp }) => [value, timestamp]));
      bench.journal.replay.rewind();
      const batch = bench.take();
      arm();
      assert.doesNotThrow(() => {
        try {
          bench.release(batch);
        } catch (error) {
          if (!(error instanceof PowerLost)) throw error;
        }
      });
      bench.restart().setClock(noon + 5_000_000);
      for (const { value, timestamp } of bench.take()) assert.equal(timestamp, told.get(value));
      if (tear === "after") assert.equal(bench.journal.waiting, 0);
      if (tear === "before") assert.equal(bench.journal.waiting, 6);
    });

    it(`of a page that was being emptied (${tear}, at each operation): nothing is lost uncounted, carried twice or counted twice`, () => {
      for (let cut = 0; cut < 40; cut++) {
        let left = Infinity;
        const bench = new JournalBench(
          { priorityOf: (resource) => (resource === "alarm" ? 1 : 0) },
          { fate: () => (left-- === 0 ? { kind: "cut", tear } : undefined) },
        );
        bench.setClock();
        let made = 0;
        const append = (): void => {
          const outcome = bench.appendTo(made % 9 === 0 ? "alarm" : "t", made);
          if (typeof outcome === "number") made += 1;
        };
        while (bench.chip.operations < 400) append();
        left = cut;
        let isMaybe = 0;
        try {
          for (let tries = 0; tries < 60; tries++) append();
        } catch (error) {
          if (!(error instanceof PowerLost)) throw error;
          isMaybe = 1;
        }
        bench.restart().setClock();
        const { waiting } = bench;
        const { losses } = bench.journal;
        const counted = (losses.get("t")?.count ?? 0) + (losses.get("alarm")?.count ?? 0);
        assert.equal(new Set(waiting).size, waiting.length, "none twice");
        const total = waiting.length + counted;
        assert.ok(total === made || total === made + isMaybe, `cut ${cut}: ${total} of ${made}`);
      }
    });
  }

  for (const tear of tears) {
    it(`of a page that was being emptied (${tear}): a short reading does not overtake a long one that had no room`, () => {
      for (let cut = 0; cut < 60; cut++) {
        let left = Infinity;
        const bench = new JournalBench(
          { priorityOf: () => 3 },
          { fate: () => (left-- === 0 ? { kind: "cut", tear } : undefined) },
        );
        bench.setClock();
        let made = 0;
        const append = (): void => {
          bench.append(made % 3 === 2 ? `${made}:${"x".repeat(180)}` : made);
          made += 1;
        };
        while (bench.chip.operations < 250) append();
        left = cut;
        try {
          for (let tries = 0; tries < 40; tries++) append();
        } catch (error) {
          if (!(error instanceof PowerLost)) throw error;
        }
        bench.restart().setClock();
        const order = bench.waiting.map((value) => Number(String(value).split(":")[0]));
        assert.deepEqual(
          order,
          [...order].sort((a, b) => a - b),
          `cut ${cut}`,
        );
      }
    });
  }

  it("of bits that rotted in the free part of a page: the next record goes behind them", () => {
    const bench = new JournalBench().append(1, 2);
    for (const at of [200, 310, 500]) bench.chip.rot(at, 0x10);
    bench.append(3, 4, 5, 6, 7, 8, 9, 10);
    assert.deepEqual(bench.restart().setClock().waiting, range(1, 11));
  });

  it("of bits that rotted where acknowledgements will be: neither a reading that waits nor one that does not is taken for the other", () => {
    const bench = new JournalBench().append(1).setClock();
    for (let slot = 1; slot < 9; slot++) bench.chip.rot(1023 - slot, 0xff >> slot);
    bench.append(...range(2, 12));
    assert.deepEqual(bench.restart().setClock().waiting, range(1, 12));
    bench.release(bench.take());
    assert.deepEqual(bench.restart().setClock().waiting, []);
  });

  it("of a reading's own acknowledgement byte that rotted: up to three bits are forgiven", () => {
    const bench = new JournalBench().append(1, 2);
    bench.chip.rot(1023, 0b0010_1001);
    assert.deepEqual(bench.restart().setClock().waiting, [1, 2]);
  });

  it("of a damaged record: it is never sent, and those around it are", () => {
    for (let bit = 0; bit < 8; bit++) {
      for (const offset of [0, 1, 2, 3, 5, 12, 20, 21, 23, 25]) {
        const bench = new JournalBench().append(1, 2, 3);
        // An alias comes first.
        bench.chip.rot(recordAt(bench, 0, 2) + offset, 1 << bit);
        assert.deepEqual(bench.restart().setClock().waiting, [1, 3], `bit ${bit} of byte ${offset}`);
      }
    }
  });

  it("of a header or a seal that rotted: the page is none, or is read as a whole", () => {
    const bench = new JournalBench().setClock();
    const made = bench.fillPages(3);
    bench.chip.rot(36, 0x01);
    assert.equal(bench.restart().setClock().waiting.length, made, "without its seal");
    bench.chip.rot(9, 0x01);
    const { waiting } = bench.restart().setClock();
    assert.deepEqual(waiting, range(made - waiting.length, made), "without its header");
  });

  it("of a chip that says a write failed although it did not, and of one that fails without a word", () => {
    for (const kind of ["error", "silent"] as const) {
      for (const tear of tears) {
        let number = 0;
        const bench = new JournalBench({}, { fate: () => (number++ % 7 === 5 ? { kind, tear } : undefined) });
        bench.append(...range(0, 60));
        assert.deepEqual(bench.restart().setClock().waiting, range(0, 60), `${kind} ${tear}`);
      }
    }
  });

  it("of a record that failed three times: what was torn in the page that was left for it never passes for a record", () => {
    let failures = 0;
    const bench = new JournalBench(
      {},
      // All of the record gets there but the end of its check.
      { random: () => 0.9, fate: () => (failures-- > 0 ? { kind: "error", tear: "prefix" } : undefined) },
    );
    bench.append(0, 1, 2).setClock();
    assert.deepEqual(bench.waiting, [0, 1, 2], "the page is in memory now, as it is before the failures");
    failures = 3;
    bench.append(3);
    // The second look reads the page anew, without checking what was found whole before.
    for (const look of ["first", "second"]) assert.deepEqual(bench.waiting, [0, 1, 2, 3], `${look} look`);
  });

  it("leaves pages of another format alone until their turn, and tells of them", () => {
    const bench = new JournalBench().append(1);
    const view = new DataView(bench.chip.memory.buffer);
    view.setUint8(4, 2);
    // Whatever the other format is, its header is checked like ours.
    const crc = crc32Of(bench.chip.memory.subarray(0, 28));
    view.setUint32(28, crc, true);
    assert.equal(bench.restart().journal.mounted.foreign, 2);
    assert.deepEqual(bench.append(2).restart().setClock().waiting, [2]);
  });
});

/** By the definition, bit by bit: a second opinion on our table. */
function crc32Of(bytes: Uint8Array): number {
  let crc = 0xffff_ffff;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0xedb8_8320 : crc >>> 1;
  }
  return ~crc >>> 0;
}
