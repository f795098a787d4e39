import type { FlashRegion } from "../../ports/flash.js";
import type { Quality } from "../../resources/quality.js";
import type { Value } from "../../resources/value.js";
import type { Anchor } from "../anchor.js";
import { AnchorSearch } from "./anchor-search.js";
import { CheckedFlash } from "./checked-flash.js";
import { HeadPage } from "./head-page.js";
import { fewestBlocks, largestBlock, longestValue, mostBlocks, smallestBlock } from "./layout.js";
import { type LossCount, LossLedger } from "./loss-ledger.js";
import { type Mounted, mount } from "./mount.js";
import { PageTable } from "./page-table.js";
import { PageView } from "./page-view.js";
import { Reclaim } from "./reclaim.js";
import { type Form, forms, RecordWriter } from "./record.js";
import { Replay } from "./replay.js";

export interface JournalOptions {
  region: FlashRegion;
  /** What goes when there is no room: the oldest readings, or those that come. */
  drop: "oldest" | "newest";
  /** 0 to 3; readings of a higher priority outlive older ones of a lower. */
  priorityOf(resource: string): number;
  /** Sequence of the first page in flash that holds none, 32 bits; 1 where absent. */
  firstPage?: number;
}

/** A reading to be written; `time` is device time, whole milliseconds, later than that of any reading of its resource. */
export interface Entry {
  readonly resource: string;
  readonly value: Value;
  readonly quality: Quality;
  readonly time: number;
}

/** Where a reading is: block × 65,536 + slot. */
export type Position = number;

/** The region cannot hold a journal; the message says why and what would do. */
export class UnsuitableRegion extends Error {
  override name = "UnsuitableRegion";
}

/** Pages that are tried in a row before flash counts as broken. */
const mostPages = 3;

/**
 * Readings in flash, in the order in which they were taken, through any interruption.
 *
 * The blocks are written round and round: one is being written, the one behind it is empty, and before that one is needed the next is
 * emptied. So every block is erased once a round and none more often than another. A record is there when all of its bits
 * are, which its check tells; until then it is not, and what comes after it does not depend on it.
 */
export class Journal {
  readonly losses = new LossLedger();
  readonly replay: Replay;
  /** This run: one more than the highest that flash knows. */
  readonly boot: number;
  /** Device time at which this run begins, milliseconds. */
  readonly start: number;
  readonly mounted: Mounted;
  #flash: CheckedFlash;
  #table: PageTable;
  #page: PageView;
  #head: HeadPage;
  #record: RecordWriter;
  #reclaim: Reclaim;
  #drop: JournalOptions["drop"];
  #firstPage: number;
  #sequence: number;
  #anchor: Anchor | undefined;
  /** Last device time under the anchor. */
  #until: number;
  /** Last device time that anything was written for. */
  #latest: number;
  /** What has been told, where the present page has no room to say so. */
  #settled = new Map<string, LossCount>();
  #texts = new Uint8Array(32);

  /** Opens what is there. Throws an UnsuitableRegion, and whatever the region throws where it cannot be read. */
  constructor(options: JournalOptions) {
    const { region, drop } = options;
    check(region);
    this.#drop = drop;
    this.#firstPage = options.firstPage ?? 1;
    this.#flash = new CheckedFlash(region);
    this.#table = new PageTable(region.blocks);
    this.#page = new PageView(this.#flash);
    this.#record = new RecordWriter(longestValue(region.blockSize) + 128);
    this.#head = new HeadPage(this.#flash, this.#record);
    const parts = { flash: this.#flash, table: this.#table, page: this.#page, head: this.#head };
    const mounted = mount(this.#flash, this.#table, this.#page, this.losses);
    this.mounted = mounted;
    this.boot = mounted.boot + 1;
    this.start = mounted.time + 1;
    this.#sequence = mounted.next;
    this.#anchor = mounted.anchor;
    this.#until = mounted.until;
    this.#latest = mounted.time;
    const search = new AnchorSearch(this.#flash, this.#table, this.#head);
    this.replay = new Replay({ ...parts, search });
    this.#reclaim = new Reclaim({
      ...parts,
      search,
      losses: this.losses,
      record: this.#record,
      replay: this.replay,
      priorityOf: options.priorityOf,
    });
    if (mounted.head === undefined) return;
    this.#page.load(mounted.head, mounted.sequence);
    this.#head.resume(this.#page);
    if (mounted.isUnprepared) this.#prepare();
    // The power failed while the next page was being emptied: that has to be done before anything else is written.
    this.#reclaim.empty(this.#after(mounted.head), true);
  }

  /** Readings that the cloud does not have. */
  get waiting(): number {
    return this.#table.total;
  }

  /** The last anchor of this run or an earlier one, and the last device time that is known to be under it. */
  get lastAnchor(): { readonly anchor: Anchor | undefined; readonly until: number } {
    return { anchor: this.#anchor, until: this.#until };
  }

  /** Longest value in bytes of UTF-8. */
  get longestValue(): number {
    return longestValue(this.#flash.region.blockSize);
  }

  /**
   * Writes a reading: it is accepted when this returns its position. `full`: by the user's will it is not taken; `refuse` counts it, where
   * it has nowhere else to go. `failed`: flash does not take it.
   */
  append(entry: Entry): Position | "full" | "failed" {
    const value = this.#encoded(entry.value);
    for (let pages = 0; pages < mostPages; pages++) {
      const position = this.#write(entry, value);
      if (position !== undefined) return position;
      if (this.#drop === "newest" && !this.#mayAdvance(entry.resource)) return "full";
      if (!this.#advance()) return "failed";
    }
    return "failed";
  }

  /** The clock was set. The anchor is in flash when this returns true. */
  setAnchor(anchor: Anchor): boolean {
    this.#anchor = anchor;
    this.#until = anchor.time;
    this.losses.resolve(anchor);
    return this.#noteAnchor() || (this.#advance() && this.#head.isAnchored);
  }

  /** Counts a reading that was not taken. */
  refuse(resource: string, time: number): void {
    const name = this.losses.nameFor(resource);
    const { count } = this.losses.add(name, this.#reclaim.momentNow(time, this.#anchor, this.boot), 0);
    // Each time that it doubles: a page would be full of such notes otherwise. After a power cut the count is that of the last note.
    if ((count & (count - 1)) === 0) this.#reclaim.noteLoss(name);
  }

  /** What was lost of a resource has been told: so many of it, all where `count` is absent. */
  settle(name: string, count = Infinity): void {
    // More than was told where a page had to be emptied meanwhile.
    const left = this.losses.without(name, count);
    if (left === undefined) return;
    this.losses.set(name, left);
    // No page is begun for the note, which might cost the readings of another one; the next begins with it. After a restart before that
    // the same is told again, with the same beginning.
    if (!this.#reclaim.noteLoss(name, left)) this.#settled.set(name, left);
  }

  #write(entry: Entry, value: Uint8Array): Position | undefined {
    const head = this.#head;
    if (head.block < 0) return undefined;
    const alias = head.alias(entry.resource);
    const slot = alias === undefined ? undefined : head.freeSlot();
    if (alias === undefined || slot === undefined) return undefined;
    this.#record.reading(
      {
        sequence: this.#sequence,
        boot: this.boot & 0xffff,
        slot,
        time: entry.time,
        isTimestamp: false,
        alias,
        form: formOf(entry.value),
        quality: entry.quality === "good" ? 0 : 1,
        generation: 0,
      },
      value,
      head.sequence,
    );
    if (!head.writeReading(0)) return undefined;
    this.#sequence = (this.#sequence + 1) >>> 0;
    this.#latest = Math.max(this.#latest, entry.time);
    if (this.#anchor?.boot === (this.boot & 0xffff)) this.#until = Math.max(this.#until, entry.time);
    this.#table.added(head.block, 0);
    this.#page.forget(head.block);
    return head.block * 65_536 + slot;
  }

  /** Whether another page can be begun without giving anything up; the lower the priority, the more pages are kept free for others. */
  #mayAdvance(resource: string): boolean {
    const { blocks } = this.#flash.region;
    const kept = 1 + Math.floor(((3 - this.#reclaim.priorityOf(resource)) * blocks) / 16);
    for (let ahead = 2; ahead <= 1 + kept; ahead++)
      if (this.#table.waiting((this.#head.block + ahead) % blocks) > 0) return false;
    return true;
  }

  /** Begins the next page and empties the one behind it. A block that is worn out is left behind; false where all are. */
  #advance(): boolean {
    const head = this.#head;
    const { blocks } = this.#flash.region;
    if (head.block >= 0) {
      head.seal();
      // The copy in memory may end before records that failed: found whole up to there, it would vouch for those as well.
      this.#page.forget(head.block);
    }
    const { block } = head;
    const sequence = block < 0 ? this.#firstPage - 1 : head.sequence;
    for (let step = 1; step < blocks; step++) {
      const next = block < 0 ? step - 1 : (block + step) % blocks;
      // Only behind a worn-out block is there anything left in it.
      this.#reclaim.giveUp(next);
      const header = {
        sequence: (sequence + step) >>> 0,
        boot: this.boot,
        time: this.#latest,
        next: this.#sequence,
      };
      if (!head.begin(next, header)) continue;
      this.#page.forget(next);
      this.#table.enter(next, 0, 0, false);
      this.#prepare();
      this.#reclaim.empty(this.#after(next), false);
      return true;
    }
    return false;
  }

  /** What the page before knew and later pages have to know. */
  #prepare(): void {
    this.#noteAnchor();
    for (const [name, left] of this.#settled)
      if (this.losses.get(name) === undefined) this.#reclaim.noteLoss(name, left);
    this.#settled.clear();
    for (const name of this.losses.names) this.#reclaim.noteLoss(name);
    this.#head.prepared();
  }

  #noteAnchor(): boolean {
    const head = this.#head;
    if (this.#anchor === undefined || head.block < 0) return false;
    const isOfThisRun = this.#anchor.boot === (this.boot & 0xffff);
    this.#record.anchor(this.#anchor, this.#until, head.sequence);
    if (!head.writeNote(isOfThisRun)) return false;
    if (isOfThisRun) this.#table.anchor(head.block);
    this.#page.forget(head.block);
    return true;
  }

  #after(block: number): number {
    return (block + 1) % this.#flash.region.blocks;
  }

  /** The text of a value in UTF-8; that of a number in a buffer that is used again. */
  #encoded(value: Value): Uint8Array {
    if (typeof value === "boolean") return this.#texts.subarray(0, 0);
    if (typeof value === "string") return new Uint8Array(ArrayBuffer.fromString(value));
    const text = String(value);
    for (let index = 0; index < text.length; index++) this.#texts[index] = text.charCodeAt(index);
    return this.#texts.subarray(0, text.length);
  }
}

function formOf(value: Value): Form {
  if (typeof value === "number") return forms.number;
  if (typeof value === "string") return forms.string;
  return value ? forms.true : forms.false;
}

function check({ blockSize, blocks }: FlashRegion): void {
  const isPower = Number.isInteger(Math.log2(blockSize));
  if (!isPower || blockSize < smallestBlock || blockSize > largestBlock)
    throw new UnsuitableRegion(
      `outbox: blocks of ${blockSize} bytes; a power of two from ${smallestBlock} to ${largestBlock} is needed`,
    );
  if (!(Number.isInteger(blocks) && blocks >= fewestBlocks && blocks <= mostBlocks))
    throw new UnsuitableRegion(
      `outbox: ${blocks} blocks; ${fewestBlocks} to ${mostBlocks} are needed, which of this size are ${fewestBlocks * blockSize} bytes or more`,
    );
}
