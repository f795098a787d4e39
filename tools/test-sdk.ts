import { spawn } from "node:child_process";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { findSDK, SDKError, supportedVersion } from "../test/sdk/support/sdk.js";

/**
 * `npm run test:sdk`: builds the firmware with the Moddable SDK that MODDABLE names and runs it in the SDK's own simulator.
 *
 * Exit code 0: passed, or there is no SDK and nothing was tested; 1: failed, or the SDK cannot be used.
 */
const root = fileURLToPath(new URL("..", import.meta.url));

function say(line: string): void {
  process.stderr.write(`${line}\n`);
}

function main(): void {
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
  const files = readdirSync(join(root, "test/sdk"))
    .filter((file) => file.endsWith(".test.ts"))
    .map((file) => join("test/sdk", file))
    .sort();
  // One file after the other: each builds, and a build takes all processors.
  const options = ["--import", "tsx", "--test", "--test-concurrency=1"];
  const runner = spawn(process.execPath, [...options, ...files], { cwd: root, stdio: "inherit" });
  runner.on("exit", (code) => {
    process.exitCode = code ?? 1;
  });
}

main();
