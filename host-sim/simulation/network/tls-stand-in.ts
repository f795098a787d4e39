import type { Clock } from "../../../firmware/device/clock.js";
import type { TCPSocket, TLSConstructor, TLSOptions } from "../../../firmware/ports/tcp.js";

/** During which time of day the server's certificate is good, milliseconds since 1970. */
export interface Validity {
  readonly from: number;
  readonly until: number;
}

/**
 * Stands in for TLS: bytes pass as they are, the time of the handshake is the connection's. What it keeps of TLS is what depends on the
 * world: a device whose clock is wrong refuses the server's certificate, and says so by throwing out of a callback of TCP, as the SDK's class does.
 */
export function tlsFor(clock: Clock, validity: Validity): TLSConstructor {
  return class TLSStandIn implements TCPSocket {
    #socket: TCPSocket;
    #isSecured = false;

    constructor(options: TLSOptions) {
      const { TCP, secure: _verifiedByNobody, ...rest } = options;
      this.#socket = new TCP.io({
        ...rest,
        onWritable: (count) => {
          if (!this.#isSecured) this.#verify();
          options.onWritable?.(count);
        },
      });
    }

    get format(): "buffer" | "number" {
      return this.#socket.format;
    }

    set format(format: "buffer" | "number") {
      this.#socket.format = format;
    }

    read(count?: number | ArrayBuffer | Uint8Array): ArrayBuffer | number | undefined {
      return this.#socket.read(count);
    }

    write(data: ArrayBuffer | Uint8Array | number): number {
      return this.#socket.write(data);
    }

    close(): void {
      this.#socket.close();
    }

    #verify(): void {
      const now = clock.now();
      if (now < validity.from) throw new Error("TLS: certificate not valid yet");
      if (now > validity.until) throw new Error("TLS: certificate expired");
      this.#isSecured = true;
    }
  };
}
