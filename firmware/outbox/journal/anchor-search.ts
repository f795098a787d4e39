import { type Anchor, timestampAt } from "../anchor.js";
import type { CheckedFlash } from "./checked-flash.js";
import { alignment, isSameOrLaterBoot, recordsAt } from "./layout.js";
import type { PageTable } from "./page-table.js";
import type { PageView } from "./page-view.js";
import { anchorAt, anchorBytes, kinds, type ReadingHead, recordLength } from "./record.js";

/** Bytes of another page that are looked at together. */
const windowBytes = 128;

/** Where the newest page is. */
export interface Newest {
  readonly block: number;
  readonly sequence: number;
}

/**
 * Tells what time it was when a reading was taken. A reading that was written after the clock had been set in the same run finds its
 * anchor before it in its page. One written earlier, or in a run that never knew the time, takes the first anchor after it: the
 * device time goes on from run to run, so that gives the right time within a run, and for earlier runs the latest possible.
 */
export class AnchorSearch {
  #flash: CheckedFlash;
  #table: PageTable;
  #newest: Newest;
  #bytes = new Uint8Array(windowBytes);
  #view = new DataView(this.#bytes.buffer);
  /** The last anchor that the walk through the page has met. */
  #before: Anchor | undefined;
  /** The first one behind the page that is walked through. */
  #behind: { readonly block: number; readonly anchor: Anchor | undefined } | undefined;

  constructor(flash: CheckedFlash, table: PageTable, newest: Newest) {
    this.#flash = flash;
    this.#table = table;
    this.#newest = newest;
  }

  /** A walk through a page begins. */
  begin(): void {
    this.#before = undefined;
    this.#behind = undefined;
  }

  /** The walk has come to an anchor. */
  met(anchor: Anchor): void {
    this.#before = anchor;
  }

  /** Microseconds since 1970; undefined where the time is not known yet. The walk through `page` stands at the reading. */
  timestamp(page: PageView, at: number, { isTimestamp, time, boot }: ReadingHead): number | undefined {
    if (isTimestamp) return time;
    const before = this.#before;
    if (before?.boot === boot) return timestampAt(before, time);
    const after = this.#inPage(page, at, boot) ?? this.#behindPage(page.block, boot);
    return after === undefined ? undefined : timestampAt(after, time);
  }

  #inPage(page: PageView, at: number, boot: number): Anchor | undefined {
    if (!this.#table.isAnchored(page.block)) return undefined;
    for (let next = page.next(at); next >= 0; next = page.next(next)) {
      if (page.kindAt(next) !== kinds.anchor) continue;
      const { anchor } = anchorAt(page.view, next);
      if (isSameOrLaterBoot(anchor.boot, boot)) return anchor;
    }
    return undefined;
  }

  #behindPage(block: number, boot: number): Anchor | undefined {
    const known = this.#behind;
    if (known?.block === block && (known.anchor === undefined || isSameOrLaterBoot(known.anchor.boot, boot)))
      return known.anchor;
    const anchor = this.#search(block, boot);
    this.#behind = { block, anchor };
    return anchor;
  }

  #search(behind: number, boot: number): Anchor | undefined {
    const { blocks } = this.#flash.region;
    const { block: newest, sequence } = this.#newest;
    const pages = (newest - behind + blocks) % blocks;
    for (let page = 1; page <= pages; page++) {
      const block = (behind + page) % blocks;
      if (!this.#table.isAnchored(block)) continue;
      const anchor = this.#firstIn(block, (sequence - pages + page) >>> 0, boot);
      if (anchor !== undefined) return anchor;
    }
    return undefined;
  }

  /**
   * Looks wherever a record may begin, and not from record to record: one that was torn does not say where the next begins, and what it
   * says of its length may lead past the anchor. The view holds another page.
   */
  #firstIn(block: number, sequence: number, boot: number): Anchor | undefined {
    const { region } = this.#flash;
    const { blockSize } = region;
    for (let start = recordsAt; start < blockSize; start += windowBytes - anchorBytes + alignment) {
      const length = Math.min(windowBytes, blockSize - start);
      region.read(block * blockSize + start, this.#bytes.subarray(0, length));
      for (let at = 0; at + anchorBytes <= length; at += alignment) {
        if (this.#bytes[at] !== kinds.anchor) continue;
        if (recordLength(this.#view, at, length, sequence) !== anchorBytes) continue;
        const { anchor } = anchorAt(this.#view, at);
        if (isSameOrLaterBoot(anchor.boot, boot)) return anchor;
      }
    }
    return undefined;
  }
}
