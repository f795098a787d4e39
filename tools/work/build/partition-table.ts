/** One row of an ESP32's partition table. */
export interface Partition {
  readonly label: string;
  /** 0: app, 1: data, from 0x40 the application's own. */
  readonly type: number;
  readonly subtype: number;
  /** In flash, bytes. */
  readonly offset: number;
  readonly sizeBytes: number;
}

/** Bytes that are no partition table; the message says what is wrong with them. */
export class PartitionTableError extends Error {
  override name = "PartitionTableError";
}

const rowSize = 32;
const rowMagic = 0x50aa;
/** The row that closes the table with an MD5 of the rows before it; the SDK leaves it out on most chips. */
const digestMagic = 0xebeb;
const erased = 0xffff;

const app = 0;
const data = 1;
/** Subtypes of `app`: the factory's image, and the first of up to 16 slots for updates. */
const factory = 0x00;
const firstSlot = 0x10;
const lastSlot = 0x1f;
/** Subtype of `data`: which of the slots starts. */
const slotChoice = 0x00;

/**
 * Reads `partition-table.bin`: rows of 32 bytes, each `AA 50 type subtype offset:u32 size:u32 label:16 flags:u32`, little endian, up to
 * a row of FF. Throws a PartitionTableError where a row is something else or no row is there.
 */
export function parsePartitionTable(bytes: Uint8Array): readonly Partition[] {
  const partitions: Partition[] = [];
  for (let at = 0; at + rowSize <= bytes.byteLength; at += rowSize) {
    const row = new DataView(bytes.buffer, bytes.byteOffset + at, rowSize);
    const magic = row.getUint16(0, true);
    if (magic === erased || magic === digestMagic) break;
    if (magic !== rowMagic)
      throw new PartitionTableError(
        `row ${at / rowSize} starts with ${hex(magic)}, not with ${hex(rowMagic)}`,
      );
    partitions.push({
      label: labelOf(bytes.subarray(at + 12, at + 28)),
      type: row.getUint8(2),
      subtype: row.getUint8(3),
      offset: row.getUint32(4, true),
      sizeBytes: row.getUint32(8, true),
    });
  }
  if (partitions.length === 0) throw new PartitionTableError("it has no rows");
  return partitions;
}

/** Where a new board's firmware goes: the factory's partition, or the first slot where there are slots alone. */
export function firmwarePartition(table: readonly Partition[]): Partition | undefined {
  const holdsApps = table.filter(({ type }) => type === app);
  return (
    holdsApps.find(({ subtype }) => subtype === factory) ??
    holdsApps.find(({ subtype }) => subtype === firstSlot)
  );
}

/** All partitions that firmware may start from. */
export function firmwarePartitions(table: readonly Partition[]): readonly Partition[] {
  return table.filter(
    ({ type, subtype }) =>
      type === app && (subtype === factory || (subtype >= firstSlot && subtype <= lastSlot)),
  );
}

/** Where it is written which slot starts; only boards with slots have one. */
export function slotChoicePartition(table: readonly Partition[]): Partition | undefined {
  return table.find(({ type, subtype }) => type === data && subtype === slotChoice);
}

function labelOf(bytes: Uint8Array): string {
  const end = bytes.indexOf(0);
  return new TextDecoder().decode(end < 0 ? bytes : bytes.subarray(0, end));
}

function hex(value: number): string {
  return `0x${value.toString(16)}`;
}
