export interface OutputQueueOptions {
  /** Gives bytes to the line; may throw where it has no room after all. */
  write(bytes: Uint8Array): void;
}

/** Bytes that may wait for the line. An answer in parts has some 2 KB; nothing a device says at once has more than this. */
const most = 8192;
/** Log lines and echo make room for answers: they are taken only while so few bytes wait. */
const mostOfSmallTalk = 1024;

/**
 * What waits to be written, in whole pieces: nothing comes between the bytes of a line, a frame or a packet. The line says how much it
 * takes (`writable`), never more than its hardware buffer.
 */
export class OutputQueue {
  #options: OutputQueueOptions;
  #pieces: Uint8Array[] = [];
  /** Bytes of the first piece that were written. */
  #written = 0;
  #waiting = 0;
  #room = 0;
  #lost = 0;

  constructor(options: OutputQueueOptions) {
    this.#options = options;
  }

  /** Bytes that wait. */
  get waiting(): number {
    return this.#waiting;
  }

  /** An answer: false where there is no room for it, which only a peer that does not read can bring about. */
  add(bytes: Uint8Array): boolean {
    return this.#take(bytes, most);
  }

  /** A log line or an echo, which is dropped where the line is slow. */
  addSmallTalk(bytes: Uint8Array): boolean {
    return this.#take(bytes, mostOfSmallTalk);
  }

  /** Pieces that were dropped since the last call. */
  takeLost(): number {
    const lost = this.#lost;
    this.#lost = 0;
    return lost;
  }

  /** The line takes so many bytes now. */
  writable(count: number): void {
    this.#room = count;
    this.#flush();
  }

  #take(bytes: Uint8Array, limit: number): boolean {
    if (bytes.byteLength === 0) return true;
    if (this.#waiting > 0 && this.#waiting + bytes.byteLength > limit) {
      this.#lost += 1;
      return false;
    }
    this.#pieces.push(bytes);
    this.#waiting += bytes.byteLength;
    this.#flush();
    return true;
  }

  #flush(): void {
    for (let piece = this.#pieces[0]; piece !== undefined && this.#room > 0; piece = this.#pieces[0]) {
      // A copy: some platforms take buffers of their own only, not views of others.
      const part = piece.slice(this.#written, this.#written + this.#room);
      try {
        this.#options.write(part);
      } catch {
        // Less room than was told, as when a reset emptied the hardware in between: the next `writable` says how it is.
        this.#room = 0;
        return;
      }
      this.#room -= part.byteLength;
      this.#waiting -= part.byteLength;
      this.#written += part.byteLength;
      if (this.#written < piece.byteLength) return;
      this.#written = 0;
      this.#pieces.shift();
    }
  }
}
