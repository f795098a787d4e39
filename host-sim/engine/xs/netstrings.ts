const colon = 0x3a;
const comma = 0x2c;
const nothing = Buffer.alloc(0);

/** `<decimal length>:<body>,` in the worker's direction. */
export function netstring(tag: string, body: Uint8Array): Buffer {
  return Buffer.concat([Buffer.from(`${body.byteLength + 1}:${tag}`), body, Buffer.of(comma)]);
}

/** Takes netstrings out of a stream of bytes in any pieces. */
export class NetstringReader {
  #onBody: (body: Buffer) => void;
  #parts: Buffer[] = [];
  #have = 0;
  /** Bytes of head and body with the comma; undefined while the head is incomplete. */
  #need: number | undefined;

  constructor(onBody: (body: Buffer) => void) {
    this.#onBody = onBody;
  }

  push(bytes: Buffer): void {
    this.#parts.push(bytes);
    this.#have += bytes.byteLength;
    while (this.#have > 0 && (this.#need === undefined || this.#have >= this.#need)) {
      const all = this.#parts.length === 1 ? (this.#parts[0] ?? nothing) : Buffer.concat(this.#parts);
      const head = all.indexOf(colon) + 1;
      this.#parts = [all];
      if (head === 0) return;
      this.#need = head + Number(all.toString("latin1", 0, head - 1)) + 1;
      if (this.#have < this.#need) return;
      const body = all.subarray(head, this.#need - 1);
      this.#parts = [all.subarray(this.#need)];
      this.#have -= this.#need;
      this.#need = undefined;
      this.#onBody(body);
    }
  }
}
