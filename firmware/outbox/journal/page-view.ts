import type { Value } from "../../resources/value.js";
import type { CheckedFlash } from "./checked-flash.js";
import { aligned, alignment, isReleased, recordsAt } from "./layout.js";
import { decodeSeal } from "./page-header.js";
import { forms, kinds, type ReadingHead, readingAt, readingBytes, recordLength } from "./record.js";
import { type SlotRun, Unnoted } from "./unnoted.js";

/** Where a page's records end, and how many readings it has. */
export interface PageExtent {
  readonly end: number;
  readonly slots: number;
}

/**
 * A page in memory, and a walk through its records. There is one for the whole journal, which loads one page after the other: what is
 * in flash has no objects in memory.
 *
 * A walk meets whole records alone. What is torn or damaged is stepped over, four bytes at a time, until the next record that is whole.
 */
export class PageView {
  #flash: CheckedFlash;
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly view: DataView;
  readonly unnoted = new Unnoted();
  /** Which block is loaded; -1: none. */
  block = -1;
  sequence = 0;
  end = 0;
  slots = 0;
  /** Aliases of the page by number, as far as the walk has come. */
  #names: (string | undefined)[] = [];
  #length = 0;
  /** Up to here all records have been found whole since the page was loaded. */
  #checked = 0;

  constructor(flash: CheckedFlash) {
    this.#flash = flash;
    this.bytes = new Uint8Array(flash.region.blockSize);
    this.view = new DataView(this.bytes.buffer);
  }

  /** Loads a page; `extent` is known for the one that is being written, of the others their seal tells. Throws where flash cannot be read. */
  load(block: number, sequence: number, extent?: PageExtent): void {
    const { region } = this.#flash;
    this.block = -1;
    this.#checked = 0;
    region.read(block * region.blockSize, this.bytes);
    this.#clear(this.unnoted.in(block));
    this.sequence = sequence;
    const { end, slots } = extent ?? decodeSeal(this.bytes, sequence) ?? this.#measured();
    this.end = end;
    this.slots = slots;
    this.block = block;
  }

  get isSealed(): boolean {
    return decodeSeal(this.bytes, this.sequence) !== undefined;
  }

  /** The page in flash has changed, or is gone. */
  forget(block: number): void {
    if (this.block === block) this.block = -1;
  }

  /** Checks all records of the page that is loaded; true where nothing in it is torn or damaged. */
  check(): boolean {
    for (let at = this.first(); at >= 0; ) at = this.next(at);
    return this.#checked >= this.end;
  }

  /** They were found whole when the page was loaded before: they need no second check. */
  trust(): void {
    this.#checked = this.end;
  }

  /** Begins a walk: the offset of the first record, or -1. */
  first(): number {
    this.#names.length = 0;
    return this.#seek(recordsAt);
  }

  /** The record after the one at `at`, or -1. */
  next(at: number): number {
    return this.#seek(at + aligned(this.view.getUint16(at + 2, true)));
  }

  kindAt(at: number): number {
    return this.view.getUint8(at);
  }

  name(number: number): string | undefined {
    return this.#names[number];
  }

  /** The cloud has the readings of these slots, which is noted by now. */
  release({ block, slots }: SlotRun): void {
    if (this.block === block) this.#clear(slots);
  }

  /** Whether the cloud has the reading of this slot. */
  isReleased(slot: number): boolean {
    return isReleased(this.bytes[this.bytes.length - 1 - slot] ?? 0);
  }

  /** The bytes of a reading's value. */
  valueBytes(at: number): Uint8Array {
    const length = this.view.getUint16(at + 2, true);
    return this.bytes.subarray(at + readingBytes - 4, at + length - 4);
  }

  value(at: number, { form }: ReadingHead): Value {
    if (form === forms.true) return true;
    if (form === forms.false) return false;
    const text = textIn(this.bytes, at + readingBytes - 4, at + this.view.getUint16(at + 2, true) - 4);
    return form === forms.number ? Number(text) : text;
  }

  /** Readings that wait: those that are whole and that the cloud does not have. */
  countWaiting(): { waiting: number; generations: number } {
    let waiting = 0;
    let generations = 0;
    for (let at = this.first(); at >= 0; at = this.next(at)) {
      if (this.kindAt(at) !== kinds.reading) continue;
      const { slot, generation } = readingAt(this.view, at);
      if (this.isReleased(slot)) continue;
      waiting += 1;
      generations |= 1 << generation;
    }
    return { waiting, generations };
  }

  #clear(slots: readonly number[]): void {
    for (const slot of slots) this.bytes[this.bytes.length - 1 - slot] = 0;
  }

  #seek(from: number): number {
    for (let at = from; at < this.end; at += alignment) {
      if (at < this.#checked) this.#length = this.view.getUint16(at + 2, true);
      else this.#length = recordLength(this.view, at, this.end, this.sequence);
      if (this.#length === 0) continue;
      // Behind a damaged record everything is checked anew each time.
      if (at === Math.max(this.#checked, recordsAt)) this.#checked = at + aligned(this.#length);
      if (this.kindAt(at) === kinds.alias)
        this.#names[this.view.getUint8(at + 4)] = textIn(this.bytes, at + 5, at + this.#length - 4);
      return at;
    }
    return -1;
  }

  /** Of a page that was never sealed. What was torn behind the last whole record is stepped over by whoever writes the next. */
  #measured(): PageExtent {
    this.end = this.bytes.length;
    let slots = 0;
    let end = recordsAt;
    for (let at = this.first(); at >= 0; at = this.next(at)) {
      end = aligned(at + this.#length);
      if (this.kindAt(at) === kinds.reading) slots = Math.max(slots, readingAt(this.view, at).slot + 1);
    }
    return { end, slots };
  }
}

function textIn(bytes: Uint8Array<ArrayBuffer>, start: number, end: number): string {
  return String.fromArrayBuffer(bytes.buffer.slice(start, end));
}
