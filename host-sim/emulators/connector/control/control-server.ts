import { createHash, randomBytes, timingSafeEqual } from "node:crypto";
import { once } from "node:events";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { ControlError } from "./control-error.js";
import { removeControlFile, writeControlFile } from "./control-file.js";
import type { DeviceControl } from "./device-control.js";
import { route } from "./routes.js";

/** A value of 1 MiB (CN-SES-13) with every character escaped as JSON, and the object around it. */
const MAX_BODY_BYTES = 6 * 1_048_576 + 1024;
/** Time that watchers have to take the last events before they are cut off, in milliseconds. */
const FAREWELL_TIMEOUT = 500;
/** Time to send a whole request, in milliseconds. */
const REQUEST_TIMEOUT = 10_000;

/**
 * The control side over HTTP, on loopback only. Every request carries the bearer token from `control.json`, which
 * exists, readable by the owner only, for as long as the server runs.
 */
export class ControlServer {
  readonly #control: DeviceControl;
  readonly #stateDir: string;
  readonly #server: Server;
  readonly #token = randomBytes(32).toString("hex");
  readonly #stop = new AbortController();
  readonly #streams = new Set<Promise<void>>();

  constructor(options: { readonly control: DeviceControl; readonly stateDir: string }) {
    this.#control = options.control;
    this.#stateDir = options.stateDir;
    this.#server = createServer(
      { requestTimeout: REQUEST_TIMEOUT, headersTimeout: REQUEST_TIMEOUT },
      (request, response) => {
        this.#serve(request, response).catch((error: unknown) => refuse(response, error));
      },
    );
  }

  async listen(): Promise<void> {
    this.#server.listen(0, "127.0.0.1");
    await once(this.#server, "listening");
    const address = this.#server.address();
    if (address === null || typeof address === "string")
      throw new Error("the control server has no IP address");
    writeControlFile(this.#stateDir, { url: `http://127.0.0.1:${address.port}`, token: this.#token });
  }

  /** To be called after the `closed` event was logged, which is the last one that watchers are sent. */
  async close(): Promise<void> {
    removeControlFile(this.#stateDir);
    const cutOff = setTimeout(() => this.#stop.abort(), FAREWELL_TIMEOUT);
    await Promise.allSettled(this.#streams);
    clearTimeout(cutOff);
    const closed = new Promise<void>((resolve) => this.#server.close(() => resolve()));
    this.#server.closeAllConnections();
    await closed;
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    this.#authorize(request.headers.authorization ?? "");
    const url = new URL(request.url ?? "/", "http://localhost");
    const segments = url.pathname.split("/").slice(1).map(decodeSegment);
    const method = request.method ?? "GET";
    if (method === "GET" && url.pathname === "/events") {
      const stream = this.#stream(response, url.searchParams.get("history") !== "false");
      this.#streams.add(stream);
      await stream.finally(() => this.#streams.delete(stream));
      return;
    }
    const answer = await route(this.#control, method, segments, await readBody(request));
    response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(answer ?? {}));
  }

  /** Both sides are hashed to equal length, so that the comparison takes the same time for every wrong token. */
  #authorize(header: string): void {
    const digest = (text: string) => createHash("sha256").update(text).digest();
    if (timingSafeEqual(digest(header), digest(`Bearer ${this.#token}`))) return;
    throw new ControlError(
      "unauthorized",
      "the bearer token from control.json in the state folder is required",
    );
  }

  /** Newline-delimited JSON, one event a line, until one of both sides leaves. */
  async #stream(response: ServerResponse, history: boolean): Promise<void> {
    const gone = new AbortController();
    response.on("close", () => gone.abort());
    response.writeHead(200, { "content-type": "application/x-ndjson" });
    response.flushHeaders();
    const signal = AbortSignal.any([gone.signal, this.#stop.signal]);
    for await (const event of this.#control.watch({ history, signal })) {
      if (!response.write(`${JSON.stringify(event)}\n`))
        await once(response, "drain", { signal }).catch(() => {});
    }
    // Waits for the last bytes to leave, or for the watcher to do so.
    response.end();
    if (!gone.signal.aborted) await once(response, "close", { signal: this.#stop.signal }).catch(() => {});
  }
}

function decodeSegment(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    throw new ControlError("bad-request", `"${segment}" is not a valid path segment`);
  }
}

async function readBody(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  let size = 0;
  // Left early, the iteration must not destroy the socket: the refusal is still to be sent through it.
  for await (const chunk of request.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > MAX_BODY_BYTES)
      throw new ControlError("too-large", `the body is larger than ${MAX_BODY_BYTES} bytes`);
    chunks.push(chunk);
  }
  if (size === 0) return undefined;
  try {
    return JSON.parse(Buffer.concat(chunks).toString("utf8"));
  } catch {
    throw new ControlError("bad-request", "the body is not JSON");
  }
}

function refuse(response: ServerResponse, error: unknown): void {
  const refused = error instanceof ControlError ? error : new ControlError("internal", messageOf(error));
  if (response.headersSent) {
    response.destroy();
    return;
  }
  // After a body that was not read to its end the connection cannot carry another request.
  response.writeHead(refused.status, { "content-type": "application/json", connection: "close" });
  response.end(JSON.stringify({ error: { code: refused.code, message: refused.message } }));
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
