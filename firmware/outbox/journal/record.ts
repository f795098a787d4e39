import type { Anchor } from "../anchor.js";
import { crc32 } from "../crc32.js";

/**
 * Records of a page. Each has a head of 4 bytes, a body and a check of 4:
 *
 *     0  kind
 *     1  check of kind and length, so that a damaged body can be stepped over
 *     2  length of the whole record, 16 bits
 *     …  body
 *    -4  CRC-32 of all that, begun with the page's sequence: what was left of an earlier life of the block never passes
 */
export const kinds = Object.freeze({ reading: 1, alias: 2, anchor: 3, loss: 4 } as const, true);

export const frameBytes = 8;
/** Of a reading beside its value. */
export const readingBytes = frameBytes + 18;

/** Of an anchor. */
export const anchorBytes = 52;

/** How a value is written; the text of a number is what `String` makes of it, which reads back as the same number. */
export const forms = Object.freeze({ number: 0, string: 1, true: 2, false: 3 } as const, true);
export type Form = (typeof forms)[keyof typeof forms];

/** A reading, less the text of its value. */
export interface ReadingHead {
  /** Counts the readings, 32 bits, wraps around. */
  readonly sequence: number;
  /** Lower 16 bits of the boot count when it was taken. */
  readonly boot: number;
  /** Number of its byte at the end of the page. */
  readonly slot: number;
  /** Device time in milliseconds; where `isTimestamp`, microseconds since 1970. */
  readonly time: number;
  readonly isTimestamp: boolean;
  /** Number of its alias in this page. */
  readonly alias: number;
  readonly form: Form;
  /** 0 good, 1 uncertain. */
  readonly quality: number;
  /** How often it was carried out of a page that was needed, 0 to 3. */
  readonly generation: number;
}

/** Readings that were given up and not yet told, all of one resource since they were last told. */
export interface LossBody {
  readonly alias: number;
  readonly count: number;
  /** Of the first and the last of them: as `ReadingHead.time`; a timestamp is above 1e14, a device time far below. */
  readonly from: number;
  readonly to: number;
  /** Sequence of the page whose emptying counted them last. */
  readonly page: number;
}

function headCheck(kind: number, length: number): number {
  return 0xa5 ^ kind ^ (length & 0xff) ^ (length >>> 8);
}

/** Where the body of a record begins, and what is needed to write it. */
export class RecordWriter {
  readonly bytes: Uint8Array;
  #view: DataView;
  /** Bytes of the record, after one of the methods. */
  length = 0;

  /** `size` is the longest record, bytes. */
  constructor(size: number) {
    this.bytes = new Uint8Array(size);
    this.#view = new DataView(this.bytes.buffer);
  }

  /** `value` is the text of the value, `forms` says of which kind. */
  reading(head: ReadingHead, value: Uint8Array, page: number): void {
    const view = this.#view;
    view.setUint32(4, head.sequence, true);
    view.setUint16(8, head.boot, true);
    view.setUint16(10, head.slot, true);
    view.setFloat64(12, head.time, true);
    view.setUint8(20, head.alias);
    const form = head.form | (head.quality << 2) | (head.generation << 4) | (head.isTimestamp ? 0x40 : 0);
    view.setUint8(21, form);
    this.bytes.set(value, 22);
    this.#finish(kinds.reading, 22 + value.length, page);
  }

  alias(number: number, name: Uint8Array, page: number): void {
    this.#view.setUint8(4, number);
    this.bytes.set(name, 5);
    this.#finish(kinds.alias, 5 + name.length, page);
  }

  /** `until` is the last device time that it is known to hold for. */
  anchor(anchor: Anchor, until: number, page: number): void {
    const view = this.#view;
    view.setUint16(4, anchor.boot, true);
    view.setUint16(6, anchor.serial, true);
    for (const [index, value] of [anchor.since, anchor.floor, anchor.time, anchor.wall, until].entries())
      view.setFloat64(8 + 8 * index, value, true);
    this.#finish(kinds.anchor, 48, page);
  }

  loss(loss: LossBody, page: number): void {
    const view = this.#view;
    view.setUint8(4, loss.alias);
    view.setUint32(8, loss.count, true);
    view.setUint32(12, loss.page, true);
    view.setFloat64(16, loss.from, true);
    view.setFloat64(24, loss.to, true);
    this.bytes.fill(0, 5, 8);
    this.#finish(kinds.loss, 32, page);
  }

  #finish(kind: number, end: number, page: number): void {
    this.length = end + 4;
    this.bytes[0] = kind;
    this.bytes[1] = headCheck(kind, this.length);
    this.#view.setUint16(2, this.length, true);
    this.#view.setUint32(end, crc32(this.#view, 0, end, page), true);
  }
}

/** The length of the record at `at`, or 0 where there is none that is whole. It must end before `end`. */
export function recordLength(view: DataView, at: number, end: number, page: number): number {
  if (at + frameBytes > end) return 0;
  const kind = view.getUint8(at);
  const length = view.getUint16(at + 2, true);
  if (kind < 1 || kind > 4 || view.getUint8(at + 1) !== headCheck(kind, length)) return 0;
  if (length < frameBytes || at + length > end) return 0;
  const crc = view.getUint32(at + length - 4, true);
  return crc === crc32(view, at, at + length - 4, page) ? length : 0;
}

export function readingAt(view: DataView, at: number): ReadingHead {
  const form = view.getUint8(at + 21);
  return {
    sequence: view.getUint32(at + 4, true),
    boot: view.getUint16(at + 8, true),
    slot: view.getUint16(at + 10, true),
    time: view.getFloat64(at + 12, true),
    isTimestamp: (form & 0x40) !== 0,
    alias: view.getUint8(at + 20),
    form: (form & 3) as Form,
    quality: (form >>> 2) & 3,
    generation: (form >>> 4) & 3,
  };
}

/** `ReadingHead.slot` alone: a walk that looks for a few readings need not take the others apart. */
export function slotAt(view: DataView, at: number): number {
  return view.getUint16(at + 10, true);
}

export function anchorAt(view: DataView, at: number): { readonly anchor: Anchor; readonly until: number } {
  const number = (index: number): number => view.getFloat64(at + 8 + 8 * index, true);
  const anchor = {
    boot: view.getUint16(at + 4, true),
    serial: view.getUint16(at + 6, true),
    since: number(0),
    floor: number(1),
    time: number(2),
    wall: number(3),
  };
  return { anchor, until: number(4) };
}

export function lossAt(view: DataView, at: number): LossBody {
  return {
    alias: view.getUint8(at + 4),
    count: view.getUint32(at + 8, true),
    page: view.getUint32(at + 12, true),
    from: view.getFloat64(at + 16, true),
    to: view.getFloat64(at + 24, true),
  };
}
