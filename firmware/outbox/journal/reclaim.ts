import { type Anchor, timestampAt } from "../anchor.js";
import { aligned, headerBytes } from "./layout.js";
import type { LossLedger } from "./loss-ledger.js";
import { anchorAt, kinds, type ReadingHead, type RecordWriter, readingAt } from "./record.js";
import { positionOf, type Replay, type ReplayParts } from "./replay.js";

export interface ReclaimOptions extends ReplayParts {
  record: RecordWriter;
  losses: LossLedger;
  replay: Replay;
  priorityOf(resource: string): number;
}

/**
 * Empties a page that is needed. Of the readings that still wait there, those of a resource with priority n are carried into the present
 * page, n times at most and into half of it at most; the others are given up and counted.
 *
 * The order makes it safe to begin anew after a power cut: first the copies, then the counts, each of which names the page, then the
 * page's header is made invalid. A copy that is there is not made again, and a page that was counted is not counted again.
 */
export class Reclaim {
  #options: ReclaimOptions;

  constructor(options: ReclaimOptions) {
    this.#options = options;
  }

  priorityOf(resource: string): number {
    return this.#options.priorityOf(resource);
  }

  /** Empties the block behind the present page. `isRepeat`: it may have been begun before a restart. */
  empty(block: number, isRepeat: boolean): void {
    const { table, head, flash, replay } = this.#options;
    if (!table.isPage(block)) return;
    const sequence = (head.sequence - flash.region.blocks + 1) >>> 0;
    let hasCarried = false;
    if (table.waiting(block) > 0) {
      const copied = isRepeat ? this.#copies() : new Set<number>();
      hasCarried = this.#save(block, sequence, copied, isRepeat && this.#isCounted(sequence));
    }
    this.#condemn(block);
    replay.emptied(block, hasCarried);
  }

  /** Gives up whatever is in a block: there is no page to carry it into, because the blocks before it are worn out. */
  giveUp(block: number): void {
    const { table, page, losses, replay, head, flash } = this.#options;
    if (!table.isPage(block)) return;
    const { blocks } = flash.region;
    const sequence = (head.sequence - ((head.block - block + blocks) % blocks)) >>> 0;
    page.load(block, sequence);
    this.#forEachWaiting((at, reading) => {
      const resource = page.name(reading.alias) ?? "";
      losses.add(losses.nameFor(resource), this.#moment(at, reading), sequence);
      replay.moved(positionOf(block, reading.slot), undefined);
    });
    this.#condemn(block);
    replay.emptied(block, false);
  }

  /** The moment of a reading that is taken now, as losses count it. */
  momentNow(time: number, anchor: Anchor | undefined, boot: number): number {
    return anchor?.boot === (boot & 0xffff) ? timestampAt(anchor, time) : time;
  }

  /** Writes down what was lost of one resource; false where the present page has no room. */
  noteLoss(name: string, count = this.#options.losses.get(name)): boolean {
    const { head, record, page } = this.#options;
    const alias = count === undefined || head.block < 0 ? undefined : head.alias(name);
    if (count === undefined || alias === undefined) return false;
    record.loss({ alias, ...count }, head.sequence);
    page.forget(head.block);
    return head.writeNote(false);
  }

  /** Carries and counts; tells whether it carried anything. */
  #save(block: number, sequence: number, copied: ReadonlySet<number>, isCounted: boolean): boolean {
    const { head, page, losses } = this.#options;
    page.load(block, sequence);
    const least = head.room / 2;
    const counted = new Set<string>();
    let hasCarried = copied.size > 0;
    // Once the counts were begun all copies had been made.
    let mayCarry = !isCounted;
    this.#forEachWaiting((at, reading) => {
      const resource = page.name(reading.alias) ?? "";
      if (copied.has(reading.sequence)) return;
      const isWorth = reading.generation < Math.min(3, this.#options.priorityOf(resource));
      if (isWorth && mayCarry) {
        mayCarry = this.#carry(block, at, reading, resource, least);
        hasCarried ||= mayCarry;
        // The first for which there is no room is the last: a shorter one behind it would overtake it after a restart.
        if (mayCarry) return;
      }
      this.#options.replay.moved(positionOf(block, reading.slot), undefined);
      const name = losses.nameFor(resource);
      if (!counted.has(name) && losses.get(name)?.page === sequence) return;
      counted.add(name);
      losses.add(name, this.#moment(at, reading), sequence);
    });
    for (const name of counted) this.noteLoss(name);
    return hasCarried;
  }

  #carry(block: number, at: number, reading: ReadingHead, resource: string, least: number): boolean {
    const { head, page, record, table, search, replay } = this.#options;
    const value = page.valueBytes(at);
    const cost = aligned(page.view.getUint16(at + 2, true)) + 1;
    if (head.room - cost < least) return false;
    const alias = head.alias(resource);
    const slot = alias === undefined ? undefined : head.freeSlot();
    if (alias === undefined || slot === undefined) return false;
    const timestamp = search.timestamp(page, at, reading);
    const generation = reading.generation + 1;
    // A timestamp that is known is written down: the anchor that it follows from stays behind.
    const when = timestamp === undefined ? {} : { time: timestamp, isTimestamp: true };
    record.reading({ ...reading, ...when, slot, alias, generation }, value, head.sequence);
    if (!head.writeReading(generation)) return false;
    table.added(head.block, generation);
    replay.moved(positionOf(block, reading.slot), positionOf(head.block, slot));
    return true;
  }

  #moment(at: number, reading: ReadingHead): number {
    return this.#options.search.timestamp(this.#options.page, at, reading) ?? reading.time;
  }

  /** Makes the header invalid, so that a cut while the block is erased cannot bring back what was in it. */
  #condemn(block: number): void {
    const { flash, table, page } = this.#options;
    flash.program(block * flash.region.blockSize, new Uint8Array(headerBytes));
    table.remove(block);
    page.unnoted.forget(block);
    page.forget(block);
  }

  /** Sequences of the readings that were carried into the present page. */
  #copies(): Set<number> {
    const { page, head } = this.#options;
    const copies = new Set<number>();
    page.load(head.block, head.sequence, head);
    for (let at = page.first(); at >= 0; at = page.next(at)) {
      if (page.kindAt(at) !== kinds.reading) continue;
      const { sequence, generation } = readingAt(page.view, at);
      if (generation > 0) copies.add(sequence);
    }
    return copies;
  }

  #isCounted(sequence: number): boolean {
    const { losses } = this.#options;
    for (const name of losses.names) if (losses.get(name)?.page === sequence) return true;
    return false;
  }

  #forEachWaiting(visit: (at: number, reading: ReadingHead) => void): void {
    const { page, search } = this.#options;
    search.begin();
    for (let at = page.first(); at >= 0; at = page.next(at)) {
      const kind = page.kindAt(at);
      if (kind === kinds.anchor) search.met(anchorAt(page.view, at).anchor);
      if (kind !== kinds.reading) continue;
      const reading = readingAt(page.view, at);
      if (!page.isReleased(reading.slot)) visit(at, reading);
    }
  }
}
