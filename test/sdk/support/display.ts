import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";

/** Where the environment names the display that a run of the tests shares: each file of tests is a process of its own. */
export const displayVariable = "BOWLINE_SDK_DISPLAY";

/**
 * The server chooses its number itself, and does not begin anew when the last device has gone, which would throw out the next one. It ends with whoever started it, however that ends: its shell waits for the end of a pipe that nobody
 * writes to.
 */
const script =
  "Xvfb -displayfd 3 -screen 0 640x480x8 -nolisten tcp -noreset 3>&1 >/dev/null 2>&1 & read -r _; kill $!";

/** Milliseconds. */
const patience = 30_000;

let own: Promise<Display> | undefined;

/** A display that nobody sees, for the SDK's simulator. */
export interface Display {
  /** Its name, such as `:1`. */
  readonly name: string;
  close(): void;
}

/** The display of this run of the tests, else one for this process. */
export async function findDisplay(): Promise<string> {
  const given = process.env[displayVariable];
  if (given !== undefined) return given;
  own ??= startDisplay();
  return (await own).name;
}

/** Starts a display. Throws where the server says nothing. */
export async function startDisplay(): Promise<Display> {
  const server: ChildProcess = spawn("sh", ["-c", script], { stdio: ["pipe", "pipe", "ignore"] });
  const { stdin, stdout } = server;
  if (stdin === null || stdout === null) throw new Error("the display has no pipes");
  const lines = createInterface({ input: stdout });
  const [number] = (await Promise.race([
    once(lines, "line", { signal: AbortSignal.timeout(patience) }),
    once(server, "exit").then(() => {
      throw new Error("Xvfb has ended without a display");
    }),
  ])) as [string];
  lines.close();
  // Neither keeps a process alive that has nothing else to do.
  server.unref();
  for (const pipe of [stdin, stdout]) if ("unref" in pipe && typeof pipe.unref === "function") pipe.unref();
  return { name: `:${number}`, close: () => void stdin.end() };
}
