import { execFileSync } from "node:child_process";
import type { TestContext } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { printed } from "./secret-watch.js";

/** How long something may take to show, milliseconds. */
const patience = 20_000;
const glance = 50;

/** A terminal with somebody in front of it: a tmux of its own that runs one program, 110 columns by 70 lines. */
export class Tmux {
  #name: string;

  private constructor(name: string) {
    this.#name = name;
  }

  /** Undefined where there is no tmux. It ends with the test. */
  static start(t: TestContext, command: string): Tmux | undefined {
    const tmux = new Tmux(`bowline-${process.pid}`);
    try {
      tmux.#run("-f", "/dev/null", "new-session", "-d", "-x", "110", "-y", "70", command);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
      throw error;
    }
    t.after(() => tmux.#end());
    return tmux;
  }

  /** Types text as it is. */
  type(text: string): void {
    this.#run("send-keys", "-l", text);
  }

  /** Presses keys by tmux's names: `Enter`, `BSpace`, `C-u`. */
  press(...keys: readonly string[]): void {
    this.#run("send-keys", ...keys);
  }

  /** What is on the screen now, without trailing space. */
  screen(): string {
    return this.#run("capture-pane", "-p")
      .split("\n")
      .map((line) => line.trimEnd())
      .join("\n")
      .trimEnd();
  }

  /** Waits until the screen shows it; returns the screen. */
  async until(what: RegExp): Promise<string> {
    const end = Date.now() + patience;
    for (;;) {
      const screen = this.screen();
      printed("a terminal's screen", screen);
      if (what.test(screen)) return screen;
      if (Date.now() > end)
        throw new Error(`nothing like ${what} on the screen in ${patience} ms:\n${screen}`);
      await sleep(glance); // nobody tells when a program has drawn
    }
  }

  #run(...words: readonly string[]): string {
    return execFileSync("tmux", ["-L", this.#name, ...words], {
      encoding: "utf8",
      stdio: ["ignore", "pipe", "pipe"],
      env: { ...process.env, LC_ALL: "C.UTF-8", TERM: "xterm" },
    });
  }

  #end(): void {
    try {
      this.#run("kill-server");
    } catch {
      // gone already
    }
  }
}
