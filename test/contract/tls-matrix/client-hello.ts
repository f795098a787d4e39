import { once } from "node:events";
import { type AddressInfo, createServer, type Socket } from "node:net";
import { RecordLine } from "./record-line.js";
import type { RunningServer, ServerCase } from "./server-case.js";

/** What a client says first (RFC 5246, section 7.4.1.2). Numbers as they stand there. */
export interface ClientHello {
  readonly version: number;
  readonly sessionIdBytes: number;
  readonly suites: readonly number[];
  readonly compressions: readonly number[];
  readonly extensions: ReadonlyMap<number, Buffer>;
}

/** A server that only listens: every client's first word is kept, and the line is cut. */
export function listening(
  host: string,
  roots: ServerCase["roots"],
): ServerCase & { readonly heard: ClientHello[] } {
  const heard: ClientHello[] = [];
  const start = async (): Promise<RunningServer> => {
    const server = createServer((socket: Socket) => {
      socket.on("error", () => {});
      new RecordLine(socket)
        .receive()
        .then(({ content }) => heard.push(parse(content)))
        .finally(() => socket.destroy());
    });
    await once(server.listen(0, "127.0.0.1"), "listening");
    return { port: (server.address() as AddressInfo).port, close: () => server.close() };
  };
  return { name: "listens only", group: "", accepted: false, host, roots, start, heard };
}

function parse(message: Buffer): ClientHello {
  let at = 4;
  const take = (count: number): Buffer => {
    at += count;
    return message.subarray(at - count, at);
  };
  const number = (bytes: number): number => take(bytes).readUIntBE(0, bytes);
  const version = number(2);
  take(32);
  const sessionIdBytes = take(number(1)).byteLength;
  const suites = pairs(take(number(2)));
  const compressions = [...take(number(1))];
  const extensions = new Map<number, Buffer>();
  const end = number(2) + at;
  while (at < end) extensions.set(number(2), take(number(2)));
  return { version, sessionIdBytes, suites, compressions, extensions };
}

/** A list of two-byte numbers. */
export function pairs(bytes: Buffer): number[] {
  return Array.from({ length: bytes.byteLength / 2 }, (_, index) => bytes.readUInt16BE(2 * index));
}
