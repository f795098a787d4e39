import { createHash, randomBytes, timingSafeEqual } from "node:crypto";
import { once } from "node:events";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { Asset } from "./assets.js";
import { BadRequest, type Controls, carryOut } from "./command-table.js";
import { streamFeed } from "./event-stream.js";
import type { Feed } from "./feed.js";

/** A value of 1 MiB with every character escaped. */
const maxBodyBytes = 6 * 1_048_576 + 1024;
/** To send a whole request, milliseconds. */
const requestTimeout = 10_000;

/** Only what this server serves may run, and nobody may frame the page or learn its address. */
const headers = Object.freeze({
  "content-security-policy": [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self'",
    "connect-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
    "require-trusted-types-for 'script'",
  ].join("; "),
  "cache-control": "no-store",
  "cross-origin-opener-policy": "same-origin",
  "cross-origin-resource-policy": "same-origin",
  "referrer-policy": "no-referrer",
  "x-content-type-options": "nosniff",
});

export interface PageServerOptions {
  readonly assets: ReadonlyMap<string, Asset>;
  readonly feed: Feed;
  readonly controls: Controls;
}

/**
 * Serves the page on loopback. The token is the first part of every path, `/<token>/page.js`: no request gets past without it, relative
 * addresses carry it along, and no cookie is needed, which other servers on this computer would be sent too. Nothing is logged.
 */
export class PageServer {
  readonly #options: PageServerOptions;
  readonly #token = randomBytes(24).toString("base64url");
  readonly #server: Server;

  constructor(options: PageServerOptions) {
    this.#options = options;
    this.#server = createServer(
      { requestTimeout, headersTimeout: requestTimeout, keepAliveTimeout: 5000 },
      (request, response) => {
        this.#serve(request, response).catch((error: unknown) => refuse(response, error));
      },
    );
  }

  /** @returns the address to open. */
  async listen(): Promise<string> {
    this.#server.listen(0, "127.0.0.1");
    await once(this.#server, "listening");
    return `http://${this.#authority}/${this.#token}/`;
  }

  /** To be called after the feed has ended, which every page is told. */
  async close(): Promise<void> {
    const closed = once(this.#server, "close");
    this.#server.close();
    this.#server.closeIdleConnections();
    // A page that does not read must not hold up the end.
    const cutOff = setTimeout(() => this.#server.closeAllConnections(), 500);
    await closed;
    clearTimeout(cutOff);
  }

  get #authority(): string {
    const address = this.#server.address();
    return address === null || typeof address === "string" ? "" : `127.0.0.1:${address.port}`;
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
    const { host, origin } = request.headers;
    // A name that somebody else's DNS points at this computer is not ours.
    if (host !== this.#authority) return answer(response, 421, "open the address that the command printed");
    if (origin !== undefined && origin !== `http://${this.#authority}`)
      return answer(response, 403, "this page takes no commands from others");
    const { pathname } = new URL(request.url ?? "/", "http://127.0.0.1");
    const [, token = "", ...rest] = pathname.split("/");
    if (!isSame(token, this.#token))
      return answer(response, 403, "open the address that the command printed");
    await this.#route(`${request.method} ${rest.join("/")}`, request, response);
  }

  async #route(route: string, request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { assets, feed, controls } = this.#options;
    const asset = route.startsWith("GET ") ? assets.get(route.slice(4)) : undefined;
    if (asset !== undefined) {
      response.writeHead(200, { "content-type": asset.type }).end(asset.body);
    } else if (route === "GET events") {
      streamFeed(feed, response);
    } else if (route.startsWith("POST commands/")) {
      await carryOut(controls, route.slice("POST commands/".length), await readBody(request));
      response.writeHead(204).end();
    } else {
      answer(response, 404, "there is nothing here");
    }
  }
}

/** Both are hashed to one length, so that the comparison takes the same time for every wrong token. */
function isSame(given: string, token: string): boolean {
  const digest = (text: string): Buffer => createHash("sha256").update(text).digest();
  return timingSafeEqual(digest(given), digest(token));
}

async function readBody(request: IncomingMessage): Promise<unknown> {
  if (!request.headers["content-type"]?.startsWith("application/json"))
    throw new BadRequest("the content type must be application/json");
  const chunks: Buffer[] = [];
  let size = 0;
  // Left early, the iteration must not destroy the socket: the refusal is still to be sent through it.
  for await (const chunk of request.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > maxBodyBytes) throw new BadRequest(`the body is larger than ${maxBodyBytes} bytes`);
    chunks.push(chunk);
  }
  try {
    return JSON.parse(Buffer.concat(chunks).toString("utf8"));
  } catch {
    throw new BadRequest("the body is not JSON");
  }
}

/** A request that makes no sense, or one that the simulation refuses as things stand. */
function refuse(response: ServerResponse, error: unknown): void {
  if (response.headersSent) {
    response.destroy();
    return;
  }
  // After a body that was not read to its end the connection cannot carry another request.
  response.setHeader("connection", "close");
  answer(
    response,
    error instanceof BadRequest ? 400 : 409,
    error instanceof Error ? error.message : String(error),
  );
}

function answer(response: ServerResponse, status: number, message: string): void {
  response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify({ message }));
}
