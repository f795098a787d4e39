import Timer from "timer";

/**
 * The TCP class between the SDK's TLS socket and the one that it was given, for two habits of that socket:
 *
 * - It takes one record and leaves what came in one piece with it, which TCP announces once only: announced again here.
 * - It writes its half of the handshake without a look at the room there is, and a client certificate with its chain does not fit into every
 *   board's: what is too much waits here. Where the peer has gone in the middle of it, that is an error and not a silence.
 */
export function recordTransport(TCP: TLSTransportClass): TLSTransportClass {
  return class RecordTransport extends TCP {
    #options: TLSTransportOptions;
    #unread = 0;
    #again: ReturnType<typeof Timer.set> | undefined;
    #room = 0;
    #waiting: Uint8Array[] = [];
    #isLost = false;

    constructor(options: TLSTransportOptions) {
      super({
        ...options,
        onReadable: (count) => this.#announce(count),
        onWritable: (count) => this.#writable(count),
        onError: () => this.#lose(),
      });
      this.#options = options;
    }

    override read(target: Uint8Array): unknown {
      const result = super.read(target);
      this.#unread -= target.byteLength;
      return result;
    }

    /** Returns how much may be written next; takes more than that once in a while. */
    override write(data: ArrayBuffer | Uint8Array): number {
      if (this.#waiting.length === 0 && data.byteLength <= this.#room) return this.#left(super.write(data));
      const bytes = new Uint8Array(data as ArrayBuffer);
      const fitting = this.#waiting.length === 0 ? this.#room : 0;
      if (fitting > 0) this.#left(super.write(bytes.slice(0, fitting)));
      this.#waiting.push(bytes.slice(fitting));
      return 0;
    }

    override close(): void {
      Timer.clear(this.#again);
      this.#again = undefined;
      this.#waiting = [];
      this.#isLost = true;
      super.close();
    }

    #announce(count: number): void {
      this.#unread = count;
      this.#options.onReadable?.(count);
      // Where nothing was taken somebody above is still busy with what he has, and asks when he is not.
      if (this.#unread === 0 || this.#unread === count) return;
      this.#again ??= Timer.set(() => {
        this.#again = undefined;
        try {
          if (this.#unread > 0) this.#announce(this.#unread);
        } catch (error) {
          // The guard around the given class does not see timers.
          this.#options.onFailure?.(error);
          this.#lose();
        }
      });
    }

    #left(room: number | undefined): number {
      this.#room = room ?? 0;
      // Not from inside a write.
      if (room === undefined) Timer.set(() => this.#lose());
      return this.#room;
    }

    #lose(): void {
      if (this.#isLost) return;
      this.#isLost = true;
      this.#options.onError?.();
    }

    /** By the public method: `super` in a private one is not what it should be on XS. */
    #writable(count: number): void {
      const waiting = this.#waiting;
      this.#room = count;
      this.#waiting = [];
      for (const bytes of waiting) this.write(bytes);
      if (this.#waiting.length === 0) this.#options.onWritable?.(this.#room);
    }
  };
}
