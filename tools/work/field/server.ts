import { once } from "node:events";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { SiteFile } from "./site.js";

/**
 * Only what this server serves may run, and it may talk to nobody else. Styles inside elements are those of the installer's dialogs,
 * which are built by a library at run time.
 */
const headers = Object.freeze({
  "content-security-policy": [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data:",
    "connect-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join("; "),
  "cache-control": "no-store",
  "cross-origin-opener-policy": "same-origin",
  "cross-origin-resource-policy": "same-origin",
  "permissions-policy": "serial=(self)",
  "referrer-policy": "no-referrer",
  "x-content-type-options": "nosniff",
});

/** Serves static files on loopback, where browsers allow Web Serial without https. Takes no commands and keeps no log. */
export class FieldServer {
  readonly #files: ReadonlyMap<string, SiteFile>;
  readonly #server: Server;

  constructor(files: ReadonlyMap<string, SiteFile>) {
    this.#files = files;
    this.#server = createServer({ requestTimeout: 10_000, headersTimeout: 10_000 }, (request, response) =>
      this.#serve(request, response),
    );
  }

  /** `port` 0 takes any free one. @returns the address to open. @throws Error where the port is taken */
  async listen(port: number): Promise<string> {
    this.#server.listen(port, "127.0.0.1");
    await once(this.#server, "listening");
    return `http://${this.#authority}/`;
  }

  async close(): Promise<void> {
    const closed = once(this.#server, "close");
    this.#server.close();
    this.#server.closeAllConnections();
    await closed;
  }

  get #authority(): string {
    const address = this.#server.address();
    return address === null || typeof address === "string" ? "" : `127.0.0.1:${address.port}`;
  }

  #serve({ method, url, headers: asked }: IncomingMessage, response: ServerResponse): void {
    for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
    // A name that somebody else's DNS points at this computer is not ours.
    if (asked.host !== this.#authority)
      return refuse(response, 421, "open the address that the command printed");
    if (method !== "GET" && method !== "HEAD") return refuse(response, 405, "there is nothing to send here");
    const { pathname } = new URL(url ?? "/", "http://127.0.0.1");
    const file = this.#files.get(pathname === "/" ? "index.html" : pathname.slice(1));
    if (file === undefined) return refuse(response, 404, "there is nothing here");
    response.writeHead(200, { "content-type": file.type, "content-length": file.body.byteLength });
    response.end(method === "HEAD" ? undefined : file.body);
  }
}

function refuse(response: ServerResponse, status: number, message: string): void {
  response.writeHead(status, { "content-type": "text/plain; charset=utf-8" }).end(`${message}\n`);
}
