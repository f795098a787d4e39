import type { Fits, Reading, Told } from "../reading.js";
import type { AnchorSearch } from "./anchor-search.js";
import type { CheckedFlash } from "./checked-flash.js";
import type { HeadPage } from "./head-page.js";
import type { PageTable } from "./page-table.js";
import type { PageView } from "./page-view.js";
import { anchorAt, kinds, type ReadingHead, readingAt, slotAt } from "./record.js";
import type { SlotRun } from "./unnoted.js";

export interface ReplayParts {
  flash: CheckedFlash;
  table: PageTable;
  page: PageView;
  head: HeadPage;
  search: AnchorSearch;
}

/** Block and slot of a reading in one number. */
export function positionOf(block: number, slot: number): number {
  return block * 65_536 + slot;
}

/**
 * Hands out what waits in flash, oldest first, and notes what the cloud has. In memory there are positions alone, and of one batch at a
 * time the readings.
 *
 * Readings that were carried are older than all that were carried less often, so they go first: all of the highest generation, page by
 * page, then those of the next.
 */
export class Replay {
  #parts: ReplayParts;
  /** Where the next reading is looked for: generation, block (undefined: the oldest), and least offset in the page. */
  #generation = 0;
  #block: number | undefined;
  #at = 0;
  /** Positions of what is on its way, by batch; -1 for one that was given up meanwhile. */
  #onTheirWay = new Map<readonly Reading[], number[]>();
  /** The last batch that was taken, and where the search for it began. */
  #batch: Reading[] | undefined;
  #before = { generation: 0, block: undefined as number | undefined, at: 0 };
  /** Readings were moved: those on their way may lie ahead again. */
  #mayMeetOld = false;

  constructor(parts: ReplayParts) {
    this.#parts = parts;
    this.rewind();
  }

  /** Nothing is on its way any more; the oldest comes next. */
  rewind(): void {
    this.#onTheirWay.clear();
    this.#mayMeetOld = false;
    this.#restart();
  }

  /**
   * The next readings that fit into one message; none where nothing waits or its time is not known yet. `start` is the device time at
   * which this run began.
   */
  take(fits: Fits, start: number): Reading[] {
    const { table, head, flash } = this.#parts;
    const { blocks } = flash.region;
    const batch: Reading[] = [];
    const positions: number[] = [];
    this.#before = { generation: this.#generation, block: this.#block, at: this.#at };
    if (head.block >= 0 && table.total > 0) {
      for (;;) {
        const block = this.#block ?? (head.block + 1) % blocks;
        this.#block = block;
        const isDone = this.#takeFrom(block, batch, positions, fits, start);
        if (isDone) break;
        if (block !== head.block) {
          this.#block = (block + 1) % blocks;
        } else if (this.#generation > 0) {
          this.#generation -= 1;
          this.#block = undefined;
        } else break;
        this.#at = 0;
      }
    }
    if (batch.length > 0) this.#onTheirWay.set(batch, positions);
    this.#batch = batch;
    return batch;
  }

  /** The readings of a batch that is on its way, read again. */
  forEach(batch: readonly Reading[], visit: (reading: Told) => void): void {
    const { page } = this.#parts;
    for (const { block, slots } of runsOf(this.#onTheirWay.get(batch) ?? [])) {
      let next = 0;
      this.#load(block);
      this.#walk(0, (at) => {
        if (slotAt(page.view, at) !== slots[next]) return false;
        visit(this.#told(at, readingAt(page.view, at)));
        next += 1;
        return next === slots.length;
      });
    }
  }

  /** A reading that is on its way out of memory is in flash now, too. */
  adopt(batch: readonly Reading[], position: number): void {
    const positions = this.#onTheirWay.get(batch);
    if (positions === undefined) this.#onTheirWay.set(batch, [position]);
    else positions.push(position);
    this.#mayMeetOld = true;
  }

  /** The session has read the batch: its readings are in flash, and memory has better uses. */
  sent(batch: readonly Reading[]): void {
    const own = this.#batch;
    if (own === batch) own.length = 0;
    this.#batch = undefined;
  }

  /** They could not be sent after all. */
  putBack(batch: readonly Reading[]): void {
    if (!this.#onTheirWay.delete(batch)) return;
    if (this.#batch === batch) {
      const { generation, block, at } = this.#before;
      this.#generation = generation;
      this.#block = block;
      this.#at = at;
    } else {
      this.#mayMeetOld = this.#onTheirWay.size > 0;
      this.#restart();
    }
    this.#batch = undefined;
  }

  /** The cloud has them. Where flash does not take that, memory knows it until the next restart; then they are sent again, as they were. */
  release(batch: readonly Reading[]): void {
    const positions = this.#onTheirWay.get(batch);
    if (positions === undefined) return;
    this.#onTheirWay.delete(batch);
    this.releaseAt(positions);
  }

  /** One program for each page, as a rule, whatever the number of readings. */
  releaseAt(positions: readonly number[]): void {
    const { table, page } = this.#parts;
    for (const run of runsOf(positions)) {
      if (!this.#note(run) && !page.unnoted.add(run)) continue;
      page.release(run);
      table.released(run.block, run.slots.length);
    }
  }

  /** Tries once more to note what flash did not take, page by page. */
  noteAgain(): void {
    const { unnoted } = this.#parts.page;
    const run = unnoted.first;
    if (run !== undefined && this.#note(run)) unnoted.forget(run.block);
  }

  /** A page was emptied: what was in it is elsewhere or nowhere. */
  emptied(block: number, hasCarried: boolean): void {
    this.#batch = undefined;
    if (this.#block === block) this.#at = 0;
    if (!hasCarried) return;
    this.#mayMeetOld = this.#onTheirWay.size > 0;
    this.#restart();
  }

  /** A reading is at another place now, or was given up (undefined). */
  moved(from: number, to: number | undefined): void {
    for (const positions of this.#onTheirWay.values()) {
      const index = positions.indexOf(from);
      if (index >= 0) positions[index] = to ?? -1;
    }
  }

  /** Clears the bytes of these readings; false where flash does not take it. */
  #note({ block, slots }: SlotRun): boolean {
    const { flash } = this.#parts;
    const last = Math.max(...slots);
    const bytes = new Uint8Array(last - Math.min(...slots) + 1).fill(0xff);
    for (const slot of slots) bytes[last - slot] = 0;
    return flash.clear((block + 1) * flash.region.blockSize - 1 - last, bytes);
  }

  #restart(): void {
    this.#generation = this.#parts.table.oldestGeneration;
    this.#block = undefined;
    this.#at = 0;
  }

  /** Takes what fits from one page; true where the batch is complete. */
  #takeFrom(block: number, batch: Reading[], positions: number[], fits: Fits, start: number): boolean {
    const { table, page, search } = this.#parts;
    const generation = this.#generation;
    if (table.waiting(block) === 0 || (table.generations(block) & (1 << generation)) === 0) return false;
    this.#load(block);
    return this.#walk(this.#at, (at) => {
      const head = readingAt(page.view, at);
      if (head.generation !== generation || page.isReleased(head.slot)) return false;
      const position = positionOf(block, head.slot);
      if (this.#mayMeetOld && this.#isOnItsWay(position)) return false;
      const timestamp = search.timestamp(page, at, head);
      if (timestamp === undefined) return true;
      const uptime = head.isTimestamp ? 0 : head.time - start;
      const reading = { ...this.#told(at, head), uptime, timestamp };
      if (batch.length > 0 && !fits(batch, reading)) return true;
      batch.push(reading);
      positions.push(position);
      this.#at = at + 1;
      return false;
    });
  }

  #load(block: number): void {
    const { page, head, flash, table } = this.#parts;
    const { blocks } = flash.region;
    if (page.block === block) return;
    const age = (head.block - block + blocks) % blocks;
    page.load(block, (head.sequence - age) >>> 0, age === 0 ? head : undefined);
    // A page comes several times, for its readings and for their acknowledgements: its checks are worked out once.
    if (table.isWhole(block)) page.trust();
    else if (age > 0 && page.check()) table.markWhole(block);
  }

  /** Walks through the page's readings, those before the offset `from` left out, until `visit` says that it is enough; tells whether it did. */
  #walk(from: number, visit: (at: number) => boolean): boolean {
    const { page, search } = this.#parts;
    search.begin();
    for (let at = page.first(); at >= 0; at = page.next(at)) {
      const kind = page.kindAt(at);
      if (kind === kinds.anchor) search.met(anchorAt(page.view, at).anchor);
      if (kind === kinds.reading && at >= from && visit(at)) return true;
    }
    return false;
  }

  #told(at: number, head: ReadingHead): Told {
    const { page } = this.#parts;
    const told = { resource: page.name(head.alias) ?? "", value: page.value(at, head) };
    return head.quality === 0 ? told : { ...told, quality: "uncertain" };
  }

  #isOnItsWay(position: number): boolean {
    for (const positions of this.#onTheirWay.values()) if (positions.includes(position)) return true;
    return false;
  }
}

/** Positions by page, in the order in which they lie there, without those that were given up. */
function runsOf(positions: readonly number[]): readonly SlotRun[] {
  const runs: { block: number; slots: number[] }[] = [];
  let run: (typeof runs)[number] | undefined;
  let last = 0;
  for (const position of positions) {
    if (position < 0) continue;
    const slot = position % 65_536;
    const block = (position - slot) / 65_536;
    if (run === undefined || run.block !== block || slot < last) {
      run = { block, slots: [] };
      runs.push(run);
    }
    run.slots.push(slot);
    last = slot;
  }
  return runs;
}
