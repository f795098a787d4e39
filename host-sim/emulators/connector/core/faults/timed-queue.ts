/** Bytes that wait for their time; those of the same time stay in the order in which they came. */
export class TimedQueue {
  #entries: { readonly bytes: Uint8Array; readonly due: number }[] = [];
  #sizeBytes = 0;

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

  /** Removes what is due. */
  take(now: number): Uint8Array[] {
    const waiting = this.#entries.findIndex(({ due }) => due > now);
    const taken = this.#entries.splice(0, waiting < 0 ? this.#entries.length : waiting);
    for (const { bytes } of taken) this.#sizeBytes -= bytes.length;
    return taken.map(({ bytes }) => bytes);
  }
}
