import TCP from "embedded:io/socket/tcp";
import TLSSocket from "embedded:io/socket/tcp/tls";
import { guardTCP } from "cloud/guarded-tcp";
import Timer from "timer";
import type { TCPConstructor, TCPSocket, TLSConstructor } from "../../firmware/ports/tcp.js";
import type { Question } from "./question.js";

/** Milliseconds; a server on the same computer that has not answered by then will not. */
const patience = 4000;
const expected = "hello";

/** What was found. */
export interface Verdict {
  /** Whether the server's `hello` came through, after the handshake and whatever it sent before. */
  readonly accepted: boolean;
  /** The reason of a refusal, where there is one. */
  readonly reason?: string;
}

/** Connects to a server, says `hi` and waits for its `hello`. Calls back once. */
export function judge({ port, host, roots, client }: Question, onVerdict: (verdict: Verdict) => void): void {
  let socket: TCPSocket | undefined;
  let reason: string | undefined;
  let heard = "";
  let isSaid = false;
  let isOver = false;
  const end = (accepted: boolean): void => {
    if (isOver) return;
    isOver = true;
    Timer.clear(deadline);
    Timer.set(() => socket?.close());
    onVerdict(accepted || reason === undefined ? { accepted } : { accepted, reason });
  };
  const deadline = Timer.set(() => {
    reason ??= "nothing came";
    end(false);
  }, patience);
  try {
    socket = new (TLSSocket as unknown as TLSConstructor)({
      TCP: { io: guardTCP(TCP as unknown as TCPConstructor) },
      address: "127.0.0.1",
      port,
      host,
      secure: {
        certificate: roots.map(bytesOf),
        serverName: host,
        ...(client === undefined
          ? {}
          : { clientCertificates: client.certificates.map(bytesOf), clientKey: bytesOf(client.key) }),
      },
      onWritable: () => {
        if (isSaid) return;
        isSaid = true;
        socket?.write(ArrayBuffer.fromString("hi"));
      },
      onReadable: () => {
        const bytes = socket?.read();
        if (!(bytes instanceof ArrayBuffer)) return;
        heard = (heard + String.fromCharCode(...new Uint8Array(bytes).slice(-8))).slice(-expected.length);
        if (heard === expected) end(true);
      },
      onFailure: (error) => {
        reason ??= error instanceof Error ? error.message : String(error);
      },
      onError: () => end(false),
    });
  } catch (error) {
    reason = String(error);
    end(false);
  }
}

function bytesOf(hex: string): ArrayBuffer {
  return Uint8Array.fromHex(hex).slice().buffer;
}
