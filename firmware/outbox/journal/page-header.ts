import { crc32 } from "../crc32.js";
import { format, headerBytes, sealAt } from "./layout.js";

/** "BOWJ" */
const marker = 0x4a_57_4f_42;
export const sealBytes = 12;

/** What a page says about itself from its first moment. */
export interface PageHeader {
  /** Counts the pages, 32 bits, wraps around. */
  readonly sequence: number;
  /** Boot count when it was begun. */
  readonly boot: number;
  /** Device time then, milliseconds. */
  readonly time: number;
  /** Sequence of the next reading. */
  readonly next: number;
}

/** What it says when it is full, so that a start need not read it all. */
export interface PageSeal {
  /** Where its records end. */
  readonly end: number;
  /** Readings that were written to it. */
  readonly slots: number;
  /** Bit n: there are readings that were carried n times. */
  readonly generations: number;
  /** Whether the clock was set while it was written. */
  readonly anchored: boolean;
}

export type PageStart =
  | { readonly kind: "page"; readonly header: PageHeader }
  /** Of a firmware that writes pages in another way. */
  | { readonly kind: "foreign"; readonly format: number }
  | { readonly kind: "none" };

/** Fills the first `headerBytes` of `bytes`. */
export function encodeHeader(
  { sequence, boot, time, next }: PageHeader,
  blockSize: number,
  bytes: Uint8Array,
): void {
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  view.setUint32(0, marker, true);
  view.setUint8(4, format);
  view.setUint8(5, Math.log2(blockSize));
  view.setUint16(6, 0, true);
  view.setUint32(8, sequence, true);
  view.setUint32(12, boot, true);
  view.setFloat64(16, time, true);
  view.setUint32(24, next, true);
  view.setUint32(28, crc32(view, 0, 28), true);
}

/** Reads the first `headerBytes` of a block. */
export function decodeHeader(bytes: Uint8Array, blockSize: number): PageStart {
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  if (view.getUint32(0, true) !== marker || view.getUint32(28, true) !== crc32(view, 0, headerBytes - 4))
    return { kind: "none" };
  if (view.getUint8(4) !== format || view.getUint8(5) !== Math.log2(blockSize))
    return { kind: "foreign", format: view.getUint8(4) };
  const sequence = view.getUint32(8, true);
  const boot = view.getUint32(12, true);
  const next = view.getUint32(24, true);
  return { kind: "page", header: { sequence, boot, time: view.getFloat64(16, true), next } };
}

/** Fills the first `sealBytes` of `bytes`; it belongs at `sealAt` of the page with this sequence. */
export function encodeSeal(seal: PageSeal, sequence: number, bytes: Uint8Array): void {
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  view.setUint16(0, seal.end, true);
  view.setUint16(2, seal.slots, true);
  view.setUint8(4, seal.generations);
  view.setUint8(5, seal.anchored ? 1 : 0);
  view.setUint16(6, 0, true);
  view.setUint32(8, crc32(view, 0, sealBytes - 4, sequence), true);
}

/** Reads the seal of a page from its first bytes; undefined where it has none that is whole. */
export function decodeSeal(bytes: Uint8Array, sequence: number): PageSeal | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset + sealAt);
  const crc = crc32(view, 0, sealBytes - 4, sequence);
  if (view.getUint32(8, true) !== crc) return undefined;
  return {
    end: view.getUint16(0, true),
    slots: view.getUint16(2, true),
    generations: view.getUint8(4),
    anchored: view.getUint8(5) === 1,
  };
}
