import { spawn } from "node:child_process";
import { createWriteStream, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/**
 * `npm run nightly [-- LOGFILE]`: the property tests with a million cases instead of 20,000, about ten minutes. What they print goes to
 * the log too; fast-check names the seed and the path of a case that fails, which replay it.
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

const log = createWriteStream(logFile, { flags: "a" });
const say = (text: string | Buffer): void => {
  process.stdout.write(text);
  log.write(text);
};
say(`${new Date().toISOString()} ${cases} cases, Node ${process.version}: ${files.join(" ")}\n`);
const runner = spawn(process.execPath, ["--import", "tsx", "--test", "--test-timeout=7200000", ...files], {
  cwd: root,
  env: { ...process.env, BOWLINE_PROPERTY_CASES: cases },
  stdio: ["ignore", "pipe", "inherit"],
});
runner.stdout.on("data", say);
runner.on("exit", (code) => {
  process.exitCode = code ?? 1;
});
