import { spawn } from "node:child_process";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { builtVariable } from "../test/sdk/support/build.js";
import { displayVariable, startDisplay } from "../test/sdk/support/display.js";
import { buildFor } from "../test/sdk/support/everything.js";
import { findSDK, SDKError, supportedVersion } from "../test/sdk/support/sdk.js";

/**
 * `npm run test:sdk [-- WORD…]`: builds the firmware with the Moddable SDK that MODDABLE names and runs it in the SDK's own simulator: the tests of
 * `test/sdk`, and from the same files as on the simulator's engines the contract suites and the scenarios. Words choose files by
 * their names.
 *
 * Exit code 0: passed, or there is no SDK and nothing was tested; 1: failed, or the SDK cannot be used.
 */
const root = fileURLToPath(new URL("..", import.meta.url));

/** Suites of modules that the firmware stands on; what does not apply to the SDK's is skipped with its reason. */
const contracts = [
  ...["key-value", "flash", "timer", "tcp", "tls"],
  ...["mqtt-connecting", "mqtt-sending", "mqtt-receiving", "mqtt-ending"],
].map((name) => `test/contract/${name}.test.ts`);

/** Scenarios that cannot be there. */
const notThere: Readonly<Record<string, string>> = {
  "simulation.test.ts":
    "it lives months in seconds on virtual time, and the SDK's simulator knows only real time",
};

/** Test files at a time: most of their time they wait. */
const concurrency = 3;

/** Milliseconds for one test or suite; the longest takes one minute on a free computer. */
const patience = 600_000;

function say(line: string): void {
  process.stderr.write(`${line}\n`);
}

function testsIn(folder: string): string[] {
  return readdirSync(join(root, folder))
    .filter((file) => file.endsWith(".test.ts"))
    .sort()
    .map((file) => `${folder}/${file}`);
}

/** Runs test files; false where one failed. */
function passes(files: readonly string[], variables: NodeJS.ProcessEnv): Promise<boolean> {
  const limits = [`--test-concurrency=${concurrency}`, `--test-timeout=${patience}`, "--test-force-exit"];
  const options = ["--import", "tsx", "--test", ...limits];
  const env = { ...process.env, ...variables };
  const runner = spawn(process.execPath, [...options, ...files], { cwd: root, stdio: "inherit", env });
  return new Promise((resolve) => runner.on("exit", (code) => resolve(code === 0)));
}

/** Whether the SDK can be used; says why not. */
function isUsable(): boolean {
  try {
    const { version } = findSDK();
    if (version !== supportedVersion)
      say(`warning: the SDK is ${version}; the firmware was tried with ${supportedVersion}.`);
    return true;
  } catch (error) {
    if (!(error instanceof SDKError)) throw error;
    say(`The SDK tests cannot run: ${error.message}`);
    return false;
  }
}

async function main(words: readonly string[]): Promise<boolean> {
  if ((process.env.MODDABLE ?? "") === "") {
    say("NOT TESTED: MODDABLE is not set, so there is no Moddable SDK to build the firmware with.");
    return true;
  }
  if (!isUsable()) return false;
  const isChosen = (file: string): boolean => words.length === 0 || words.some((word) => file.includes(word));
  const own = testsIn("test/sdk").filter(isChosen);
  const scenarios = testsIn("test/scenario").filter((file) => {
    const reason = Object.entries(notThere).find(([name]) => file.endsWith(`/${name}`))?.[1];
    if (reason !== undefined && isChosen(file)) say(`not run: ${file}: ${reason}`);
    return reason === undefined;
  });
  const files = [...own, ...[...contracts, ...scenarios].filter(isChosen)];
  if (files.length === 0) return true;
  await buildFor(files, say);
  const display = await startDisplay();
  try {
    return await passes(files, {
      BOWLINE_ENGINE: "sdk",
      [builtVariable]: "1",
      [displayVariable]: display.name,
    });
  } finally {
    display.close();
  }
}

if (!(await main(process.argv.slice(2)))) process.exitCode = 1;
