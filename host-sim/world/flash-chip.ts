import type { FlashRegion } from "../../firmware/ports/flash.js";
import { type FlashFate, type FlashOperation, FlashWriteError, PowerLost, type Tear } from "./flash-fate.js";

export interface FlashChipOptions {
  /** Bytes that are erased together; 4,096 where absent, as on the ESP32. */
  readonly blockSize?: number;
  readonly blocks: number;
  /** What it holds at first, `blockSize` × `blocks` bytes; it is kept, not copied. All erased where absent. */
  readonly memory?: Uint8Array;
  /** Asked before every program and erase; undefined: it goes well. */
  readonly fate?: (operation: FlashOperation) => FlashFate | undefined;
  /** Chance for torn operations, 0 (inclusive) to 1 (exclusive); must come from a seed where a run is to be repeated. */
  readonly random?: () => number;
}

/** Milliseconds, as the flash of an ESP32 module typically takes: a page program has 256 bytes. */
const programTime = 0.8;
const eraseTime = 50;
const programPage = 256;

/**
 * NOR flash as it is in the field. Programming only clears bits, erasing sets all of a block; the power may fail in the middle of
 * either, a write may fail with or without saying so, bits may rot, an erase may take its time. It counts what happens to it.
 *
 * After a power cut every call throws `PowerLost` until `powerOn`: whoever held the chip at that moment gets nothing done any more.
 */
export class FlashChip implements FlashRegion {
  readonly blockSize: number;
  readonly blocks: number;
  /** What the chip holds; a test may look, and spoil it. */
  readonly memory: Uint8Array;
  /** Erases of each block, also of those that were cut. */
  readonly eraseCounts: Uint32Array;
  /** Programs and erases that were begun. */
  operations = 0;
  programs = 0;
  /** Bytes given to `program`. */
  programmedBytes = 0;
  /** Milliseconds that the chip was busy. */
  busy = 0;
  #fate: FlashChipOptions["fate"];
  #random: () => number;
  #isOn = true;

  /** Throws a RangeError where sizes make no sense or the memory has another size. */
  constructor(options: FlashChipOptions) {
    const { blockSize = 4096, blocks } = options;
    if (!(blockSize >= 256 && Number.isInteger(Math.log2(blockSize))))
      throw new RangeError(`flash chip: blockSize ${blockSize} must be a power of two, 256 or more`);
    if (!(Number.isInteger(blocks) && blocks >= 1))
      throw new RangeError(`flash chip: blocks ${blocks} must be a whole number of 1 or more`);
    this.blockSize = blockSize;
    this.blocks = blocks;
    this.memory = options.memory ?? new Uint8Array(blockSize * blocks).fill(0xff);
    if (this.memory.length !== blockSize * blocks)
      throw new RangeError(`flash chip: memory of ${this.memory.length} bytes, not ${blockSize * blocks}`);
    this.eraseCounts = new Uint32Array(blocks);
    this.#fate = options.fate;
    this.#random = options.random ?? Math.random;
  }

  get isOn(): boolean {
    return this.#isOn;
  }

  read(offset: number, into: Uint8Array): void {
    this.#check(offset, into.length);
    into.set(this.memory.subarray(offset, offset + into.length));
  }

  program(offset: number, bytes: Uint8Array): void {
    this.#check(offset, bytes.length);
    this.programs += 1;
    this.programmedBytes += bytes.length;
    this.busy += programTime * Math.ceil(bytes.length / programPage);
    this.#run({ kind: "program", number: this.operations++, offset, length: bytes.length }, (at) => {
      return (this.memory[offset + at] ?? 0) & (bytes[at] ?? 0);
    });
  }

  erase(block: number): void {
    if (!(Number.isInteger(block) && block >= 0 && block < this.blocks))
      throw new RangeError(`flash chip: block ${block} is none of 0 to ${this.blocks - 1}`);
    this.#check(0, 0);
    this.eraseCounts[block] = (this.eraseCounts[block] ?? 0) + 1;
    this.busy += eraseTime;
    const offset = block * this.blockSize;
    this.#run({ kind: "erase", number: this.operations++, offset, length: this.blockSize }, () => 0xff);
  }

  /** The power fails between two operations. */
  cutPower(): void {
    this.#isOn = false;
  }

  /** What was written is still there. */
  powerOn(): void {
    this.#isOn = true;
  }

  /** Bits lose their charge, or gain one: each set bit of `mask` changes in the byte at `offset`. */
  rot(offset: number, mask: number): void {
    this.memory[offset] = (this.memory[offset] ?? 0) ^ (mask & 0xff);
  }

  #run(operation: FlashOperation, after: (at: number) => number): void {
    const fate = this.#fate?.(operation);
    this.busy += fate?.delay ?? 0;
    this.#change(operation, after, fate === undefined || fate.kind === "slow" ? "after" : fate.tear);
    if (fate?.kind === "cut") {
      this.#isOn = false;
      throw new PowerLost();
    }
    if (fate?.kind === "error") throw new FlashWriteError(operation);
  }

  /** Carries the operation out as far as `tear` says. */
  #change({ offset, length }: FlashOperation, after: (at: number) => number, tear: Tear): void {
    if (tear === "before") return;
    const whole = tear === "prefix" ? Math.floor(this.#random() * length) : length;
    for (let at = 0; at < whole; at++) {
      const then = after(at);
      const before = this.memory[offset + at] ?? 0;
      const taken = tear === "bits" ? Math.floor(this.#random() * 256) : 0xff;
      this.memory[offset + at] = (before & ~taken) | (then & taken);
    }
  }

  #check(offset: number, length: number): void {
    if (!this.#isOn) throw new PowerLost();
    if (!(Number.isInteger(offset) && offset >= 0 && offset + length <= this.memory.length))
      throw new RangeError(`flash chip: ${length} bytes at ${offset} lie outside ${this.memory.length}`);
  }
}
