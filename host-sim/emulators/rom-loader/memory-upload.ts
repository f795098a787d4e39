import { LoaderFailure } from "./packet.js";

/**
 * A program on its way into RAM. What it is does not matter here: a client that has delivered all of it, and starts it inside what
 * it delivered, is believed to have brought the flasher stub.
 */
export class MemoryUpload {
  #segments: { readonly address: number; readonly size: number; received: number }[] = [];

  begin(size: number, address: number): void {
    this.#segments.push({ address, size, received: 0 });
  }

  receive(bytes: Uint8Array): void {
    const segment = this.#segments.at(-1);
    if (segment === undefined || segment.received + bytes.length > segment.size)
      throw new LoaderFailure("failedToAct");
    segment.received += bytes.length;
  }

  /** Whether a program can be started at `entry`; what was delivered is forgotten. */
  finish(entry: number): boolean {
    const segments = this.#segments;
    this.#segments = [];
    return (
      segments.every(({ received, size }) => received === size) &&
      segments.some(({ address, size }) => entry >= address && entry < address + size)
    );
  }
}
