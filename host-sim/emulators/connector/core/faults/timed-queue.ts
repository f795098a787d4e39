/** Bytes that wait for their time; those of the same time stay in the order in which they came. */
export class TimedQueue {
  #entries: { readonly bytes: Uint8Array; readonly due: number }[] = [];
  #sizeBytes = 0;
  /** The line is busy until then with what was paced before, in milliseconds since 1970. */
  #busyUntil = 0;

  get sizeBytes(): number {
    return this.#sizeBytes;
  }

  get isEmpty(): boolean {
    return this.#entries.length === 0;
  }

  /** When the next bytes may go, in milliseconds since 1970; undefined: nothing waits. */
  get due(): number | undefined {
    return this.#entries[0]?.due;
  }

  push(bytes: Uint8Array, due: number): void {
    let place = this.#entries.length;
    while (place > 0 && (this.#entries[place - 1]?.due ?? due) > due) place -= 1;
    this.#entries.splice(place, 0, { bytes, due });
    this.#sizeBytes += bytes.length;
  }

  /** Lets the bytes trickle: in pieces of about 50 ms, from `from` on or when those before them are through. */
  pushPaced(bytes: Uint8Array, from: number, pace: { bytesPerSecond: number; latency?: number }): void {
    const { bytesPerSecond, latency = 0 } = pace;
    const pieceBytes = Math.max(1, Math.ceil(bytesPerSecond / 20));
    for (let start = 0; start < bytes.length; start += pieceBytes) {
      const piece = bytes.subarray(start, start + pieceBytes);
      this.#busyUntil = Math.max(this.#busyUntil, from) + (piece.length / bytesPerSecond) * 1000;
      this.push(piece, this.#busyUntil + latency);
    }
  }

  /** Removes what is due; everything, if no time is given. */
  take(now = Number.POSITIVE_INFINITY): Uint8Array[] {
    const waiting = this.#entries.findIndex(({ due }) => due > now);
    const taken = this.#entries.splice(0, waiting < 0 ? this.#entries.length : waiting);
    for (const { bytes } of taken) this.#sizeBytes -= bytes.length;
    if (this.isEmpty) this.#busyUntil = 0;
    return taken.map(({ bytes }) => bytes);
  }
}
