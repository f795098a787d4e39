import { spawn } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { availableParallelism, tmpdir } from "node:os";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { buildEngine } from "../host-sim/engine/xs/worker-build.js";
import { searchSecrets, watchVariable } from "./support/secret-watch.js";
import { together } from "./support/together.js";

/**
 * Runs the tests: `npm test` all of them, `npm test -- unit scenario` those whose path contains one of the words. The tests that
 * need an installed SDK have a command of their own, `npm run test:sdk`.
 */
const root = fileURLToPath(new URL("..", import.meta.url));
const words = process.argv.slice(2);
const files = readdirSync(join(root, "test"), { recursive: true, encoding: "utf8" })
  .filter((file) => file.endsWith(".test.ts") && !file.startsWith("sdk"))
  .filter((file) => words.length === 0 || words.some((word) => file.includes(word)))
  .map((file) => relative(root, join(root, "test", file)))
  .sort();

if (files.length === 0) {
  process.stderr.write(`no test file has ${words.join(" or ")} in its path\n`);
  process.exit(2);
}
// Before the tests and not by the first that needs it, whose patience it would use up. Without a compiler the tests say so themselves.
await buildEngine(({ done = 0, total = 0 }) => {
  if (done === total) process.stdout.write(`XS engine built, ${total} files\n`);
}).catch(() => undefined);

// One more than there are processors: many a test waits for a process or for the time most of the while.
const atOnce = availableParallelism() + 1;
const options = ["--import", "tsx", "--test", `--test-concurrency=${atOnce}`, "--test-timeout=120000"];
const watched = mkdtempSync(join(tmpdir(), "bowline-printed-"));
const shared = mkdtempSync(join(tmpdir(), "bowline-tests-"));
const runner = spawn(process.execPath, [...options, ...together(files, shared)], {
  cwd: root,
  stdio: "inherit",
  env: { ...process.env, [watchVariable]: watched },
});
runner.on("exit", (code, signal) => {
  const { secrets, bytes, found } = searchSecrets(watched);
  rmSync(watched, { recursive: true, force: true });
  rmSync(shared, { recursive: true, force: true });
  for (const each of found) process.stdout.write(`a secret was printed: ${each}\n`);
  process.stdout.write(`secrets: ${secrets} looked for in ${bytes} bytes of output, ${found.length} found\n`);
  process.exitCode = signal === null && found.length === 0 ? (code ?? 1) : 1;
});
