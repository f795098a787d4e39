import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { closeSync, constants, openSync } from "node:fs";
import { createInterface } from "node:readline";

/** Longest time that socat may take to make a pseudo-terminal, milliseconds. */
const patience = 10_000;

/** There is no pseudo-terminal: the program for it is not installed, or could not make one. */
export class PseudoTerminalError extends Error {
  override name = "PseudoTerminalError";
  readonly code: "missing" | "failed";

  constructor(code: "missing" | "failed", message: string) {
    super(message);
    this.code = code;
  }
}

/**
 * A pseudo-terminal: a serial port for other programs, whose far end is here. Made by `socat`, since Node has none of its own. It has
 * no DTR and RTS, and no speed: programs may set any.
 */
export class PseudoTerminal {
  /** What other programs open. */
  readonly path: string;
  readonly #socat: ChildProcess;
  /** Kept open, or else the terminal would be gone when the first program closes it. */
  readonly #holder: number;
  #closed = false;

  private constructor(options: { path: string; socat: ChildProcess; holder: number }) {
    this.path = options.path;
    this.#socat = options.socat;
    this.#holder = options.holder;
  }

  /** `link` is the name that it gets in the file system. @throws PseudoTerminalError */
  static async open(options: {
    link: string;
    onReceive: (bytes: Uint8Array) => void;
  }): Promise<PseudoTerminal> {
    const { link } = options;
    const socat = spawn("socat", ["-d", "-d", "-", `PTY,raw,echo=0,mode=600,link=${link}`], {
      stdio: ["pipe", "pipe", "pipe"],
    });
    const device = await ready(socat, link);
    // O_NOCTTY: it must not become the terminal of this program.
    const holder = openSync(device, constants.O_RDWR | constants.O_NOCTTY);
    socat.stdout.on("data", (bytes: Buffer) => options.onReceive(bytes));
    // Bytes on their way when socat ends are lost, as on a cable that is pulled.
    socat.stdin.on("error", () => {});
    return new PseudoTerminal({ path: link, socat, holder });
  }

  write(bytes: Uint8Array): void {
    if (this.#closed) throw new Error("the pseudo-terminal is closed");
    this.#socat.stdin?.write(bytes);
  }

  /** Programs that have it open see their port vanish. */
  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    const gone = once(this.#socat, "exit");
    this.#socat.kill();
    await gone;
    closeSync(this.#holder);
  }
}

/** Waits until socat moves bytes; the device behind the link. */
async function ready(socat: ChildProcess, link: string): Promise<string> {
  let device = "";
  let complaint = "socat ended";
  return await new Promise<string>((resolve, reject) => {
    const timer = setTimeout(() => fail(`socat made no pseudo-terminal within ${patience} ms`), patience);
    const fail = (why: string, code: "missing" | "failed" = "failed"): void => {
      clearTimeout(timer);
      socat.kill();
      reject(new PseudoTerminalError(code, `${link}: ${why}`));
    };
    socat.once("error", ({ code }: NodeJS.ErrnoException) =>
      code === "ENOENT"
        ? fail("a pseudo-terminal needs socat; install it (Debian: socat), or use a TCP port", "missing")
        : fail(`socat cannot be run: ${code}`),
    );
    // "close" and not "exit": what it said last is read by then.
    const onClose = (): void => fail(complaint);
    socat.once("close", onClose);
    if (socat.stderr === null) return;
    createInterface({ input: socat.stderr }).on("line", (line) => {
      complaint = / E (.*)$/.exec(line)?.[1] ?? complaint;
      device = /PTY is (\S+)$/.exec(line)?.[1] ?? device;
      if (!line.includes("starting data transfer loop")) return;
      clearTimeout(timer);
      socat.off("close", onClose);
      resolve(device);
    });
  });
}
