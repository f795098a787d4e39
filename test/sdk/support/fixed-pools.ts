import { readFileSync, writeFileSync } from "node:fs";
import { creationOf } from "./build.js";

/** The memory of an XS machine. A slot has 32 bytes in the simulator and 16 on the ESP32. */
export interface Pools {
  readonly chunkBytes: number;
  readonly slots: number;
  readonly stackSlots: number;
}

/** What a board gives the firmware. */
export const boardPools: Pools = Object.freeze({ chunkBytes: 78_848, slots: 4928, stackSlots: 1024 });

/**
 * Copies a program for the simulator, and gives the copy pools that cannot grow: where one runs out, the program ends with the line `XS abort`. A build
 * of its own would differ in nothing but these five numbers, which the linker has written one behind the other, and take half a minute.
 *
 * @param program as `buildSimulator` returns it
 * @param copy where the copy is put
 * @throws Error where the numbers are not found, or more than once
 */
export function withPools(program: string, { chunkBytes, slots, stackSlots }: Pools, copy: string): void {
  const { chunk, heap, stack } = creationOf(program);
  const linked = packed([chunk.initial, chunk.incremental, heap.initial, heap.incremental, stack]);
  const bytes = readFileSync(program);
  const at = bytes.indexOf(linked);
  if (at < 0 || bytes.includes(linked, at + 1)) throw new Error(`${program}: where are its pools?`);
  packed([chunkBytes, 0, slots, 0, stackSlots]).copy(bytes, at);
  writeFileSync(copy, bytes);
}

/** As the compiler lays out an array of 32-bit numbers. */
function packed(numbers: readonly number[]): Buffer {
  return Buffer.from(Int32Array.from(numbers).buffer);
}
