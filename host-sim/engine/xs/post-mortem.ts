import { createServer, type Server, type Socket } from "node:net";
import type { Fate } from "../machine.js";

/** What XS says to its debugger before it gives up. */
const lastWords: readonly (readonly [string, Fate])[] = [
  ["<log>memory full", "out of memory"],
  ["<log>not enough keys", "out of memory"],
  ["<log>stack overflow", "stack overflow"],
  ["<log>too much computation", "endless loop"],
];
const frames = /<frame [^>]*?path="([^"]+)" line="(\d+)"/g;
const goOn = "\r\n<go/>\r\n";

/**
 * A debugger that sets no breakpoint. Memory, stack and computation run out without an exception, so nobody inside can tell
 * where; but XS stops for its debugger first and lists its frames.
 */
export class PostMortem {
  #server: Server;
  #socket: Socket | undefined;
  #text = "";
  #onDeath: (fate: Fate, stack: string) => void;

  static async start(onDeath: (fate: Fate, stack: string) => void): Promise<PostMortem> {
    const postMortem = new PostMortem(onDeath);
    await new Promise<void>((resolve, reject) => {
      postMortem.#server.once("error", reject).listen(0, "127.0.0.1", resolve);
    });
    return postMortem;
  }

  private constructor(onDeath: (fate: Fate, stack: string) => void) {
    this.#onDeath = onDeath;
    this.#server = createServer((socket) => {
      this.#socket = socket;
      this.#server.close();
      // The worker's death is told by its exit.
      socket.on("error", () => {});
      socket.setEncoding("utf8").on("data", (text: string) => this.#received(socket, text));
    });
  }

  /** `host:port` */
  get address(): string {
    const address = this.#server.address();
    if (address === null || typeof address === "string") throw new Error("the post-mortem does not listen");
    return `${address.address}:${address.port}`;
  }

  close(): void {
    this.#server.close();
    this.#socket?.destroy();
  }

  #received(socket: Socket, text: string): void {
    this.#text += text;
    const death = lastWords.find(([words]) => this.#text.includes(words));
    if (death !== undefined) {
      if (!this.#text.includes("</frames>")) return;
      const stack = [...this.#text.matchAll(frames)].map(([, path, line]) => `at (${path}:${line})`);
      this.#onDeath(death[1], stack.join("\n"));
      return;
    }
    if (this.#text.includes("<login") || this.#text.includes("<break")) socket.write(goOn);
    // Keep what may be the beginning of one more element.
    this.#text = this.#text.slice(this.#text.lastIndexOf("</xsbug>") + 1);
  }
}
