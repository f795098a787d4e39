import { type ChildProcess, spawn } from "node:child_process";
import { createWriteStream, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

/**
 * `npm run nightly [-- LOGFILE]`: first the property tests with a million cases instead of 20,000, about ten minutes; then all deliberate
 * defects, each of which the simulation has to find; then the simulation of year after year, seed after seed, until it is told to stop
 * (Ctrl-C or SIGTERM). What they print goes to the log too: fast-check names the seed and the path of a case that fails, the simulation a
 * line for each seed with its days and faults, and for a broken promise its story and the command that replays it.
 */
const root = fileURLToPath(new URL("..", import.meta.url));
const [logFile = "nightly.log"] = process.argv.slice(2);
const cases = process.env.BOWLINE_PROPERTY_CASES ?? "1000000";

/** Every test file that takes its number of cases from there. */
const files = readdirSync(join(root, "test"), { recursive: true, encoding: "utf8" })
  .filter((file) => file.endsWith(".test.ts"))
  .map((file) => join("test", file))
  .filter((file) =>
    /connector-arbitraries\.js|campaign-size\.js/.test(readFileSync(join(root, file), "utf8")),
  );
/** Another night, other seeds. */
const firstSeed = (Math.floor(Date.now() / 86_400_000) % 90_000) * 10_000;

const parts: readonly (readonly string[])[] = [
  ["--import", "tsx", "--test", "--test-timeout=7200000", ...files],
  ["--import", "tsx", "test/simulation/campaign.ts", "--check"],
  ["tools/bowline.js", "simulate", "--json", "--years", "1", "--seed", `${firstSeed}`, "--seeds", "9999"],
];

const log = createWriteStream(logFile, { flags: "a" });
const say = (line: string): void => {
  process.stdout.write(`${line}\n`);
  log.write(`${line}\n`);
};

let running: ChildProcess | undefined;
let isStopped = false;
function stop(): void {
  isStopped = true;
  running?.kill("SIGTERM");
}
process.on("SIGINT", stop);
process.on("SIGTERM", stop);

/** @returns whether it went well. */
function run(words: readonly string[]): Promise<boolean> {
  say(`${new Date().toISOString()} Node ${process.version}: ${words.join(" ")}`);
  const child = spawn(process.execPath, words, {
    cwd: root,
    env: { ...process.env, BOWLINE_PROPERTY_CASES: cases },
    stdio: ["ignore", "pipe", "inherit"],
  });
  running = child;
  createInterface({ input: child.stdout }).on("line", (line) => {
    if (!line.includes('"event":"progress"')) say(line);
  });
  return new Promise((resolve) => child.on("close", (code) => resolve(code === 0)));
}

for (const part of parts) {
  if (isStopped) break;
  if (!(await run(part)) && !isStopped) process.exitCode = 1;
}
log.end();
