import { spawn } from "node:child_process";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { buildPrograms, builtVariable } from "../test/sdk/support/programs.js";
import { findSDK, SDKError, supportedVersion } from "../test/sdk/support/sdk.js";

/**
 * `npm run test:sdk [-- WORD…]`: builds the firmware with the Moddable SDK that MODDABLE names and runs it in the SDK's own simulator: the tests of
 * `test/sdk`, and then, from the same files as on the simulator's engines, contract suites and scenarios. Words choose files by
 * their names.
 *
 * Exit code 0: passed, or there is no SDK and nothing was tested; 1: failed, or the SDK cannot be used.
 */
const root = fileURLToPath(new URL("..", import.meta.url));

/** Suites that run on the SDK's modules and simulator as well; what does not apply in them is skipped with its reason. */
const shared = [
  ...["key-value", "timer", "tcp", "tls"].map((name) => `test/contract/${name}.test.ts`),
  ...["connecting", "sending", "receiving", "ending"].map((name) => `test/contract/mqtt-${name}.test.ts`),
  ...["first-day", "refused", "bad-networks", "password", "certificate", "power-cuts"].map(
    (name) => `test/scenario/${name}.test.ts`,
  ),
  ...["no-reading-lost", "exosense", "next-root"].map((name) => `test/scenario/${name}.test.ts`),
];

function say(line: string): void {
  process.stderr.write(`${line}\n`);
}

/** Runs test files; false where one failed. */
function passes(
  files: readonly string[],
  concurrency: number,
  variables: NodeJS.ProcessEnv,
): Promise<boolean> {
  const options = ["--import", "tsx", "--test", `--test-concurrency=${concurrency}`];
  const env = { ...process.env, ...variables };
  const runner = spawn(process.execPath, [...options, ...files], { cwd: root, stdio: "inherit", env });
  return new Promise((resolve) => runner.on("exit", (code) => resolve(code === 0)));
}

async function main(words: readonly string[]): Promise<void> {
  if ((process.env.MODDABLE ?? "") === "") {
    say("NOT TESTED: MODDABLE is not set, so there is no Moddable SDK to build the firmware with.");
    return;
  }
  try {
    const { version } = findSDK();
    if (version !== supportedVersion)
      say(`warning: the SDK is ${version}; the firmware was tried with ${supportedVersion}.`);
  } catch (error) {
    if (!(error instanceof SDKError)) throw error;
    say(`The SDK tests cannot run: ${error.message}`);
    process.exitCode = 1;
    return;
  }
  const isChosen = (file: string): boolean => words.length === 0 || words.some((word) => file.includes(word));
  const own = readdirSync(join(root, "test/sdk"))
    .filter((file) => file.endsWith(".test.ts"))
    .map((file) => join("test/sdk", file))
    .filter(isChosen)
    .sort();
  const others = shared.filter(isChosen);
  const outcomes: boolean[] = [];
  // One file after the other: each builds, and a build takes all processors.
  if (own.length > 0) outcomes.push(await passes(own, 1, {}));
  if (others.length > 0) {
    const programs = await buildPrograms();
    outcomes.push(await passes(others, 2, { BOWLINE_ENGINE: "sdk", [builtVariable]: programs }));
  }
  if (outcomes.includes(false)) process.exitCode = 1;
}

await main(process.argv.slice(2));
