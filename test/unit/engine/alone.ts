import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { bundleProgram } from "../../../host-sim/engine/bundle.js";
import { type EngineName, startEngine } from "../../../host-sim/engine/device-engine.js";

/**
 * `alone.ts <engine> <part>`: runs a part of the failing program in a process without a test runner, and prints a JSON line
 * for its start, each event and its end. Then it waits, so that it can be killed.
 */
const [engine, part = ""] = process.argv.slice(2);
const storageDir = mkdtempSync(join(tmpdir(), "bowline-alone-"));
const entry = join(dirname(fileURLToPath(import.meta.url)), "programs/failing.ts");
const print = (line: unknown) => process.stdout.write(`${JSON.stringify(line)}\n`);

const { pid } = await startEngine({
  engine: engine as EngineName,
  bundle: await bundleProgram({ entry }),
  name: part,
  storageDir,
  config: { part },
  turnLimit: 300,
  onTrace: () => {},
  onEvent: print,
  onExit: print,
});
print({ pid });
process.on("exit", () => rmSync(storageDir, { recursive: true }));
process.stdin.on("end", () => process.exit()).resume();
