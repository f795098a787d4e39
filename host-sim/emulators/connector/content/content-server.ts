import { createReadStream } from "node:fs";
import type { IncomingMessage, ServerResponse } from "node:http";
import { createServer, type Server } from "node:https";
import type { AddressInfo } from "node:net";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { TLSSocket } from "node:tls";
import type { HostedConnector } from "../hosted-connector.js";
import { listen } from "../listen.js";
import { ServerNames } from "../tls/server-names.js";
import { type ByteRange, parseByteRange } from "./byte-range.js";
import type { ContentFile, ContentFolder } from "./content-folder.js";

/** Time to send a request's header, in milliseconds. */
const REQUEST_TIMEOUT = 10_000;
/** A client that takes nothing for this long, in milliseconds, is given up. */
const IDLE_TIMEOUT = 30_000;

export interface ContentServerOptions {
  readonly connectors: readonly HostedConnector[];
  readonly now: () => number;
}

/**
 * CN-CON-1: serves the Connectors' files over HTTPS, with the same certificates and by the same server names as
 * MQTT, so that content never crosses Connectors (CN-SES-12). GET and HEAD, whole or in part; the entity tag is the
 * SHA-256 of the content, which `Repr-Digest` (RFC 9530) tells too.
 */
export class ContentServer {
  readonly #names: ServerNames<HostedConnector>;
  readonly #now: () => number;
  readonly #server: Server;

  constructor(options: ContentServerOptions) {
    this.#names = new ServerNames(options.connectors);
    this.#now = options.now;
    this.#server = createServer(
      {
        minVersion: "TLSv1.2",
        SNICallback: this.#names.callback,
        requestTimeout: REQUEST_TIMEOUT,
        headersTimeout: REQUEST_TIMEOUT,
      },
      (request, response) => {
        // A client that leaves in the middle is no failure of the server's; everything else ends this response only.
        this.#serve(request, response).catch(() => response.destroy());
      },
    );
    this.#server.setTimeout(IDLE_TIMEOUT);
  }

  /** @throws Error naming address, port and the way out if they cannot be had. */
  listen(port: number, bind: string): Promise<AddressInfo> {
    return listen(this.#server, port, bind);
  }

  async close(): Promise<void> {
    const closed = new Promise<void>((resolve) => this.#server.close(() => resolve()));
    this.#server.closeAllConnections();
    await closed;
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (request.method !== "GET" && request.method !== "HEAD") {
      response.writeHead(405, { allow: "GET, HEAD" }).end();
      return;
    }
    // By the name of the handshake, which proved the certificate; a Host header may say anything.
    const serverName: unknown = (request.socket as TLSSocket & { servername?: unknown }).servername;
    const hosted = this.#names.find(typeof serverName === "string" ? serverName : "");
    const file = hosted?.content?.find(nameIn(request.url ?? ""));
    if (hosted?.content === undefined || file === undefined) {
      response.writeHead(404, { "content-type": "text/plain" }).end("no such file\n");
      return;
    }
    await this.#send(request, response, hosted, hosted.content, file);
  }

  async #send(
    request: IncomingMessage,
    response: ServerResponse,
    { connector }: HostedConnector,
    content: ContentFolder,
    file: ContentFile,
  ): Promise<void> {
    const digest = await content.digest(file);
    const tag = `"${digest.toString("hex")}"`;
    const range = rangeFor(request, file, tag);
    const { first, last } = range.kind === "part" ? range : { first: 0, last: file.length - 1 };
    const status = STATUS[range.kind];
    response.writeHead(status, {
      "accept-ranges": "bytes",
      etag: tag,
      "last-modified": new Date(file.modified).toUTCString(),
      "repr-digest": `sha-256=:${digest.toString("base64")}:`,
      ...(range.kind === "unsatisfiable"
        ? { "content-range": `bytes */${file.length}` }
        : { "content-type": file.mime, "content-length": last - first + 1 }),
      ...(range.kind === "part" ? { "content-range": `bytes ${first}-${last}/${file.length}` } : {}),
    });
    if (request.method === "HEAD" || range.kind === "unsatisfiable" || last < first) {
      response.end();
      return;
    }
    const cut = connector.faults.strike("cut-download", {}, this.#now());
    const end = Math.min(last, first + (cut?.bytes ?? file.length) - 1);
    const part = end < first ? Readable.from([]) : createReadStream(file.path, { start: first, end });
    let sizeBytes = 0;
    part.on("data", (bytes: Buffer) => {
      sizeBytes += bytes.length;
    });
    let complete = end === last;
    try {
      await pipeline(part, response, { end: complete });
    } catch {
      // The client left: that is no failure of the server's, and the event says how far it came at most.
      complete = false;
    }
    // What was sent still gets through; then the connection is gone in the middle of the file.
    if (!complete) request.socket.destroySoon();
    const { name } = file;
    connector.ports.emit(this.#now(), { event: "download", name, offset: first, sizeBytes, complete });
  }
}

const STATUS = Object.freeze({ whole: 200, part: 206, unsatisfiable: 416 } satisfies Record<
  ByteRange["kind"],
  number
>);

/** If-Range: a file that changed since the first part is sent whole, or the parts would not fit together. */
function rangeFor({ headers }: IncomingMessage, file: ContentFile, tag: string): ByteRange {
  const condition = headers["if-range"];
  if (condition !== undefined && condition !== tag) return { kind: "whole" };
  return parseByteRange(headers.range, file.length);
}

function nameIn(url: string): string {
  try {
    return decodeURIComponent(url.replace(/^\//, "").replace(/\?.*$/, ""));
  } catch {
    // Not a valid escape, so not the address of any file.
    return "";
  }
}
