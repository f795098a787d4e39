import type { Anchor } from "../anchor.js";
import type { CheckedFlash } from "./checked-flash.js";
import { isAfter, isReleased, isSameOrLaterBoot, readyAt, recordsAt } from "./layout.js";
import type { LossLedger } from "./loss-ledger.js";
import { decodeHeader, decodeSeal, type PageHeader } from "./page-header.js";
import type { PageTable } from "./page-table.js";
import type { PageView } from "./page-view.js";
import { anchorAt, kinds, lossAt, readingAt } from "./record.js";

/** What the pages in flash say about the time before this start. */
export interface Mounted {
  /** The block that was being written; undefined where flash holds no page. */
  readonly head: number | undefined;
  readonly sequence: number;
  /** The highest boot count, 0 where there is none. */
  readonly boot: number;
  /** The latest device time, milliseconds. */
  readonly time: number;
  /** The last anchor and the last device time under it. */
  readonly anchor: Anchor | undefined;
  readonly until: number;
  /** Sequence of the next reading. */
  readonly next: number;
  /** The power failed before the newest page had taken over all that the one before knew. */
  readonly isUnprepared: boolean;
  /** Format of pages that this firmware does not understand; they are overwritten in their turn. */
  readonly foreign: number | undefined;
}

/**
 * Finds out what is in flash, after any interruption. The pages in use lie one behind the other and count up; the newest is the one that
 * was being written. Whatever does not fit into that row is no page. Throws where flash cannot be read.
 */
export function mount(flash: CheckedFlash, table: PageTable, page: PageView, losses: LossLedger): Mounted {
  const { blocks, blockSize } = flash.region;
  const start = new Uint8Array(recordsAt);
  const headerOf = (block: number): PageHeader | undefined => {
    flash.region.read(block * blockSize, start);
    const found = decodeHeader(start, blockSize);
    if (found.kind === "foreign") foreign = found.format;
    return found.kind === "page" ? found.header : undefined;
  };
  let foreign: number | undefined;
  let head: number | undefined;
  let newest: PageHeader | undefined;
  for (let block = 0; block < blocks; block++) {
    const header = headerOf(block);
    if (header === undefined || (newest !== undefined && !isAfter(header.sequence, newest.sequence)))
      continue;
    head = block;
    newest = header;
  }
  if (head === undefined || newest === undefined)
    return {
      head,
      sequence: 0,
      boot: 0,
      time: -1,
      anchor: undefined,
      until: -1,
      next: 1,
      isUnprepared: false,
      foreign,
    };
  for (let age = blocks - 1; age >= 0; age--) {
    const block = (head - age + blocks) % blocks;
    const header = headerOf(block);
    if (header === undefined || header.sequence !== (newest.sequence - age) >>> 0) continue;
    enter(flash, table, page, block, header.sequence, age === 0 ? undefined : start);
  }
  const notes = new Notes(newest);
  // A page begins with what the one before knew. If the power failed in that moment, the one before still knows it; a worn-out block
  // may lie between them.
  for (let age = 1; age < blocks; age++) {
    const before = (head - age + blocks) % blocks;
    if (!table.isPage(before)) continue;
    notes.take(page, before, (newest.sequence - age) >>> 0, losses);
    break;
  }
  notes.take(page, head, newest.sequence, losses);
  const isUnprepared = !isReleased(page.bytes[readyAt] ?? 0);
  return { head, sequence: newest.sequence, ...notes.result, isUnprepared, foreign };
}

/** Counts what waits in a page: by its seal where it has one, else by a walk. */
function enter(
  flash: CheckedFlash,
  table: PageTable,
  page: PageView,
  block: number,
  sequence: number,
  start: Uint8Array | undefined,
): void {
  const { region } = flash;
  const seal = start === undefined ? undefined : decodeSeal(start, sequence);
  if (seal === undefined) {
    page.load(block, sequence);
    const { waiting, generations } = page.countWaiting();
    return table.enter(block, waiting, generations, true);
  }
  const { slots } = seal;
  region.read((block + 1) * region.blockSize - slots, page.bytes.subarray(0, slots));
  page.block = -1;
  let waiting = 0;
  for (let slot = 0; slot < slots; slot++) if (!isReleased(page.bytes[slot] ?? 0)) waiting += 1;
  table.enter(block, waiting, seal.generations, seal.anchored);
}

/** Collects from the newest pages what the journal has to go on with. */
class Notes {
  #boot: number;
  #time: number;
  #anchor: Anchor | undefined;
  #until = -1;
  #next: number;

  constructor({ boot, time, next }: PageHeader) {
    this.#next = next;
    this.#boot = boot;
    this.#time = time;
  }

  get result() {
    return {
      boot: this.#boot,
      time: this.#time,
      anchor: this.#anchor,
      until: this.#until,
      next: this.#next,
    };
  }

  take(page: PageView, block: number, sequence: number, losses: LossLedger): void {
    page.load(block, sequence);
    for (let at = page.first(); at >= 0; at = page.next(at)) {
      switch (page.kindAt(at)) {
        case kinds.reading:
          this.#takeReading(page, at);
          break;
        case kinds.anchor: {
          const { anchor, until } = anchorAt(page.view, at);
          this.#anchor = anchor;
          losses.resolve(anchor);
          this.#until = Math.max(this.#until, until);
          this.#ranUntil(anchor.boot, Math.max(anchor.time, until));
          break;
        }
        case kinds.loss: {
          const { alias, ...count } = lossAt(page.view, at);
          losses.set(page.name(alias) ?? "", count);
        }
      }
    }
  }

  #takeReading(page: PageView, at: number): void {
    const { sequence, boot, time, isTimestamp, generation } = readingAt(page.view, at);
    if (generation > 0) return; // older than it looks here
    if (!isAfter(this.#next, sequence)) this.#next = (sequence + 1) >>> 0;
    if (isTimestamp) return;
    this.#ranUntil(boot, time);
    if (this.#anchor?.boot === boot) this.#until = Math.max(this.#until, time);
  }

  /** The device ran, in a run of which only the lower 16 bits are known, until this device time. */
  #ranUntil(boot: number, time: number): void {
    if (isSameOrLaterBoot(boot, this.#boot)) this.#boot += (boot - this.#boot) & 0xffff;
    this.#time = Math.max(this.#time, time);
  }
}
