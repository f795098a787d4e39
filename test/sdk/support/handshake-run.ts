import { once } from "node:events";
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { createServer, type Server } from "node:tls";
import {
  createAuthority,
  derOf,
  issueServerCertificate,
} from "../../../host-sim/emulators/connector/index.js";
import type { HeapFigures } from "../../../host-sim/engine/machine.js";
import { type Pools, withPools } from "./fixed-pools.js";
import { startProgram } from "./program-run.js";

const serverName = "handshake.m2.localhost";
/** Milliseconds; a device that lacks memory says nothing more. */
const patience = 20_000;

/** A server, and devices that do nothing but connect to it once (`test/sdk/programs/handshake.ts`). */
export class HandshakePlace {
  #folder: string;
  #server: Server;
  #root: Uint8Array;

  private constructor(folder: string, server: Server, root: Uint8Array) {
    this.#folder = folder;
    this.#server = server;
    this.#root = root;
  }

  /** A server as the Connector is one: TLS 1.2, its own certificate by a root that the device has. */
  static async open(folder: string): Promise<HandshakePlace> {
    const ca = await createAuthority();
    const pair = await issueServerCertificate({ ca, names: [serverName] });
    const server = createServer({ ...pair, maxVersion: "TLSv1.2" }, (socket) => socket.on("error", () => {}));
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    return new HandshakePlace(folder, server, derOf(ca.cert));
  }

  /** What lives on the heap before the connection, and when it stands. Takes an instrumented program. */
  async heaps(program: string): Promise<{ before: HeapFigures; connected: HeapFigures }> {
    const found = new Map<unknown, HeapFigures>();
    const end = await this.#run(program, { look: 1 }, ({ event, at, slots, chunkBytes }) => {
      if (event === "heap") found.set(at, { slots: Number(slots), chunkBytes: Number(chunkBytes) });
    });
    const [before, connected] = [found.get("before"), found.get("connected")];
    if (before === undefined || connected === undefined) throw new Error(`no connection: ${end}`);
    return { before, connected };
  }

  /** Whether a handshake works in these pools; with `connect` as 0, whether a program does that only gets ready for one. */
  async worksIn(program: string, pools: Pools, connect: 0 | 1): Promise<boolean> {
    const copy = join(this.#folder, "mc.so");
    withPools(program, pools, copy);
    const end = await this.#run(copy, { connect }, () => {});
    if (end !== "shaken" && !end.includes("XS abort")) throw new Error(`neither success nor lack: ${end}`);
    return end === "shaken";
  }

  close(): void {
    this.#server.close();
  }

  /** Resolves with `shaken`, or with what came instead. */
  async #run(
    built: string,
    config: Readonly<Record<string, number>>,
    onEvent: (event: Readonly<Record<string, unknown>>) => void,
  ): Promise<string> {
    mkdirSync(this.#folder, { recursive: true });
    const state = mkdtempSync(join(this.#folder, "handshake-"));
    const { port } = this.#server.address() as AddressInfo;
    let finish: (end: string) => void = () => {};
    const ended = new Promise<string>((resolve) => {
      finish = resolve;
    });
    const timer = setTimeout(() => finish(`nothing in ${patience} ms`), patience);
    const simulator = await startProgram({
      built,
      program: "handshake",
      state,
      config: { port, serverName, ...config },
      resources: { "ca.der": this.#root },
      onEvent: (event) => {
        onEvent(event);
        if (event.event === "shaken") finish("shaken");
        if (event.event === "failed" || event.event === "simulator-exited") finish(JSON.stringify(event));
      },
      onLine: (line) => {
        if (line.includes("XS abort")) finish(line);
      },
    });
    try {
      return await ended;
    } finally {
      clearTimeout(timer);
      await simulator.stop();
      rmSync(state, { recursive: true, force: true });
    }
  }
}
