import { TimedQueue } from "./timed-queue.js";

export interface Pace {
  readonly bytesPerSecond: number;
  /** In milliseconds. */
  readonly latency?: number;
}

/** Pieces are so large that they leave this many times a second. */
const PIECES_PER_SECOND = 20;

/**
 * One direction of a byte stream on a line that may be slow. Bytes never overtake each other: when the line gets
 * fast again in the middle of a packet, what comes later still waits for the rest of it.
 */
export class SlowLine {
  readonly #underWay = new TimedQueue();
  /** When the sender is through with the last byte. */
  #sentUntil = 0;
  /** When the last byte arrives. */
  #arrivedUntil = 0;

  get sizeBytes(): number {
    return this.#underWay.sizeBytes;
  }

  get isEmpty(): boolean {
    return this.#underWay.isEmpty;
  }

  /** When the next bytes arrive, in milliseconds since 1970; undefined: none are under way. */
  get due(): number | undefined {
    return this.#underWay.due;
  }

  /** @param pace absent: the line is fast. */
  push(bytes: Uint8Array, now: number, pace?: Pace): void {
    if (pace === undefined) return this.#put(bytes, now);
    const { bytesPerSecond, latency = 0 } = pace;
    const pieceBytes = Math.max(1, Math.ceil(bytesPerSecond / PIECES_PER_SECOND));
    for (let start = 0; start < bytes.length; start += pieceBytes) {
      const piece = bytes.subarray(start, start + pieceBytes);
      this.#sentUntil = Math.max(this.#sentUntil, now) + (piece.length / bytesPerSecond) * 1000;
      this.#put(piece, this.#sentUntil + latency);
    }
  }

  /** Removes what arrived. */
  take(now: number): Uint8Array[] {
    return this.#underWay.take(now);
  }

  #put(bytes: Uint8Array, arrival: number): void {
    this.#arrivedUntil = Math.max(this.#arrivedUntil, arrival);
    this.#underWay.push(bytes, this.#arrivedUntil);
  }
}
