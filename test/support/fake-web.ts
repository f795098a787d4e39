import type { HTTPSPlatform } from "../../firmware/http/https-get.js";
import type { Resolver } from "../../firmware/ports/tcp.js";
import { type FakeTLS, fakeTLS, noTCP } from "./fake-tls.js";
import type { VirtualTime } from "./virtual-time.js";

/** A web of one server, which is the test: it reads the requests and answers by hand. */
export class FakeWeb {
  readonly io: HTTPSPlatform;
  readonly sockets: FakeTLS[];
  /** Whether names can be resolved. */
  resolves = true;

  constructor(time: VirtualTime) {
    const tls = fakeTLS();
    this.sockets = tls.sockets;
    const resolves = (): boolean => this.resolves;
    this.io = {
      TLSSocket: tls.io,
      TCP: noTCP,
      Timer: time,
      Resolver: class implements Resolver {
        resolve({ host, onResolved, onError }: Parameters<Resolver["resolve"]>[0]): void {
          time.set(() => (resolves() ? onResolved?.(host, "192.0.2.1") : onError?.()));
        }
      },
    };
  }

  /** The newest connection; throws where there is none. */
  get socket(): FakeTLS {
    const socket = this.sockets.at(-1);
    if (socket === undefined) throw new Error("nothing was connected");
    return socket;
  }

  /** The newest request, its lines. */
  get request(): string[] {
    const [bytes] = this.socket.written;
    return Buffer.from(bytes instanceof Uint8Array ? bytes : [])
      .toString()
      .trimEnd()
      .split("\r\n");
  }

  /** Header lines first, then the body or what of it is sent. */
  answer(lines: readonly string[], body: string | Uint8Array = ""): void {
    this.socket.receive(Buffer.concat([Buffer.from(`${lines.join("\r\n")}\r\n\r\n`), Buffer.from(body)]));
  }
}
