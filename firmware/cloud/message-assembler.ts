export interface AssemblerOptions {
  /** Bytes; a longer payload is counted and dropped. */
  longest: number;
  onMessage(topic: string, payload: ArrayBuffer): void;
  onDropped(topic: string, byteLength: number): void;
}

/** Puts the fragments of one incoming message together, in one buffer of the announced size and never more than `longest`. */
export class MessageAssembler {
  #options: AssemblerOptions;
  #topic = "";
  #byteLength = 0;
  #received = 0;
  #payload: Uint8Array<ArrayBuffer> | undefined;

  constructor(options: AssemblerOptions) {
    this.#options = options;
  }

  /** A message begins; its payload has that many bytes. */
  begin(topic: string, byteLength: number): void {
    this.#topic = topic;
    this.#byteLength = byteLength;
    this.#received = 0;
    this.#payload = byteLength <= this.#options.longest ? new Uint8Array(byteLength) : undefined;
  }

  add(fragment: Uint8Array): void {
    this.#payload?.set(fragment, this.#received);
    this.#received += fragment.byteLength;
    if (this.#received < this.#byteLength) return;
    const payload = this.#payload;
    this.#payload = undefined;
    if (payload === undefined) this.#options.onDropped(this.#topic, this.#byteLength);
    else this.#options.onMessage(this.#topic, payload.buffer);
  }
}
