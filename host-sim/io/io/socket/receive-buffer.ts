/** Bytes that have arrived and were not read yet. */
export class ReceiveBuffer {
  #chunks: Uint8Array<ArrayBuffer>[] = [];
  /** Position in the first chunk. */
  #position = 0;
  #length = 0;

  get byteLength(): number {
    return this.#length;
  }

  push(chunk: Uint8Array<ArrayBuffer>): void {
    if (chunk.byteLength === 0) return;
    this.#chunks.push(chunk);
    this.#length += chunk.byteLength;
  }

  /** The next byte; there must be one. */
  takeByte(): number {
    const byte = this.#chunks[0]?.[this.#position] ?? 0;
    this.#advance(1);
    return byte;
  }

  /** Fills `target`; there must be enough. */
  takeInto(target: Uint8Array): void {
    for (let filled = 0; filled < target.byteLength; ) {
      const [chunk] = this.#chunks;
      if (chunk === undefined) return;
      const part = chunk.subarray(this.#position, this.#position + target.byteLength - filled);
      target.set(part, filled);
      filled += part.byteLength;
      this.#advance(part.byteLength);
    }
  }

  #advance(count: number): void {
    this.#position += count;
    this.#length -= count;
    if (this.#position < (this.#chunks[0]?.byteLength ?? 0)) return;
    this.#chunks.shift();
    this.#position = 0;
  }
}
