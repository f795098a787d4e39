import { constants, inflateSync } from "node:zlib";
import type { NorFlash } from "./nor-flash.js";
import { LoaderFailure } from "./packet.js";

/**
 * One file on its way into flash. What it will need is erased when it begins; each block is programmed when it comes. A block that
 * comes once more, because its answer was lost, is acknowledged and changes nothing.
 */
export class FlashUpload {
  readonly #flash: NorFlash;
  readonly #offset: number;
  readonly #size: number;
  /** Bytes that have been programmed. */
  #done = 0;
  #blocks = 0;
  #compressed: Buffer | undefined;

  /** `size` is that of the file as it will stand in flash. */
  constructor(options: { flash: NorFlash; offset: number; size: number; compressed: boolean }) {
    const { flash, offset, size } = options;
    if (offset + size > flash.size) throw new LoaderFailure("flashWrite");
    this.#flash = flash;
    this.#offset = offset;
    this.#size = size;
    if (options.compressed) this.#compressed = Buffer.alloc(0);
    if (size > 0) flash.erase(offset, size);
  }

  receive(sequence: number, bytes: Uint8Array): void {
    if (sequence < this.#blocks) return;
    if (sequence > this.#blocks) throw new LoaderFailure("failedToAct");
    const plain = this.#compressed === undefined ? bytes : this.#inflate(this.#compressed, bytes);
    // The last plain block is filled up with FF, beyond the end of the file too.
    const room = this.#size - this.#done;
    const filled = plain.length > room && this.#compressed === undefined;
    if (plain.length > room && !filled) throw new LoaderFailure("flashWrite");
    this.#flash.program(this.#offset + this.#done, filled ? plain.subarray(0, room) : plain);
    this.#done += Math.min(plain.length, room);
    this.#blocks += 1;
  }

  /**
   * What the blocks so far say beyond the bytes that are programmed. Each time from the beginning: Node inflates a stream only
   * asynchronously, and the answer to a block must say whether it could be read.
   */
  #inflate(before: Buffer, bytes: Uint8Array): Uint8Array {
    const compressed = Buffer.concat([before, bytes]);
    try {
      const all = inflateSync(compressed, { finishFlush: constants.Z_SYNC_FLUSH });
      this.#compressed = compressed;
      return all.subarray(this.#done);
    } catch {
      throw new LoaderFailure("deflate"); // zlib's own words mean nothing on the line
    }
  }
}
