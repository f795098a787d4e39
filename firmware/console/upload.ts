import { SHA256 } from "../content/sha256.js";
import { ConsoleFailure } from "./console-failure.js";
import { chunkBytes } from "./frame.js";
import { hexOf } from "./hex.js";

export const slots = Object.freeze(["ca", "cert", "key"] as const);
export type Slot = (typeof slots)[number];

/** Most bytes of one upload: a chain of four certificates, or a handful of roots. */
export const mostUploadBytes = 8192;

/** The slot of that name. Throws a ConsoleFailure where there is none. */
export function slotOf(name: string | undefined): Slot {
  const slot = slots.find((each) => each === name);
  if (slot === undefined)
    throw new ConsoleFailure("unknown", `there is no such slot; there are ${slots.join(", ")}`);
  return slot;
}

/**
 * A file that comes in chunks, each of which may come twice: `next` says which byte is wanted. It is whole when its SHA-256 is the one
 * announced; the CRC of frames lets one damaged line in 65,536 through, this does not.
 */
export class Upload {
  readonly slot: Slot;
  readonly size: number;
  readonly sha256: string;
  #bytes: Uint8Array<ArrayBuffer>;
  #next = 0;

  constructor({ slot, size, sha256 }: { slot: Slot; size: number; sha256: string }) {
    this.slot = slot;
    this.size = size;
    this.sha256 = sha256;
    this.#bytes = new Uint8Array(size);
  }

  /** Offset of the first byte that is missing. */
  get next(): number {
    return this.#next;
  }

  isSame({ slot, size, sha256 }: { slot: Slot; size: number; sha256: string }): boolean {
    return this.slot === slot && this.size === size && this.sha256 === sha256;
  }

  /** Takes a chunk. One that was there already changes nothing. Throws a ConsoleFailure where it leaves a gap or is too long. */
  take(offset: number, chunk: Uint8Array): void {
    const end = offset + chunk.byteLength;
    if (chunk.byteLength > chunkBytes)
      throw new ConsoleFailure(
        "range",
        `a chunk has at most ${chunkBytes} bytes; this one has ${chunk.byteLength}`,
      );
    if (offset > this.#next)
      throw new ConsoleFailure("range", `the next chunk begins at ${this.#next}, not at ${offset}`);
    if (end > this.size)
      throw new ConsoleFailure("range", `${this.size} bytes were announced, and this goes up to ${end}`);
    if (end <= this.#next) return;
    this.#bytes.set(chunk, offset);
    this.#next = end;
  }

  /** The whole file. Throws a ConsoleFailure where it is not what was announced. */
  finish(): Uint8Array<ArrayBuffer> {
    if (this.#next < this.size)
      throw new ConsoleFailure("state", `${this.size - this.#next} bytes are missing, from ${this.#next} on`);
    if (fingerprintOf(this.#bytes) !== this.sha256)
      throw new ConsoleFailure("verify", "the SHA-256 is not the one announced; begin again with put");
    return this.#bytes;
  }
}

/** SHA-256, lower-case hex. */
export function fingerprintOf(bytes: Uint8Array): string {
  const digest = new SHA256();
  digest.write(bytes);
  return hexOf(digest.close());
}
