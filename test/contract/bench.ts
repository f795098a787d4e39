import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import type { TestContext } from "node:test";
import { fileURLToPath } from "node:url";
import { type Bundle, bundleProgram } from "../../host-sim/engine/bundle.js";
import {
  type DeviceExit,
  type EngineName,
  type EngineOptions,
  type RunningEngine,
  startEngine,
} from "../../host-sim/engine/device-engine.js";
import { isOnSDK } from "../support/platform.js";

export const engines: readonly EngineName[] = ["xs", "node"];

/** The simulator's engines, or the SDK's own simulator with the SDK's modules. */
export type Platform = EngineName | "sdk";

/** Every suite of modules runs on each of them; `npm run test:sdk` says that it shall be the SDK's. */
export const platforms: readonly Platform[] = isOnSDK ? ["sdk"] : engines;

/** How long a test waits for anything, milliseconds: far more than it takes on a busy computer (a key of 2,048 bits takes four seconds on an idle one). */
const patience = 45_000;
const programs = join(dirname(fileURLToPath(import.meta.url)), "programs");
const bundles = new Map<string, Promise<Bundle>>();

/** One bundle for each program and choice of modules, however many tests run it. */
function bundleOf(program: string, overrides: Readonly<Record<string, string>>): Promise<Bundle> {
  const key = JSON.stringify([program, overrides]);
  const known = bundles.get(key);
  if (known !== undefined) return known;
  const bundle = bundleProgram({ entry: resolve(programs, `${program}.ts`), overrides });
  bundles.set(key, bundle);
  return bundle;
}

export interface RunOptions
  extends Pick<
    EngineOptions,
    "flashKilobytes" | "heap" | "turnLimit" | "powerCut" | "resources" | "call" | "seed"
  > {
  readonly engine: Platform;
  /** Which part of the program runs. */
  readonly part?: string;
  readonly config?: Readonly<Record<string, string | number>>;
  /** Flash; a folder of its own where absent. */
  readonly storageDir?: string;
  readonly overrides?: Readonly<Record<string, string>>;
}

/** A program that runs in an engine and reports to the test. */
export interface Run {
  readonly engine: RunningEngine;
  readonly trace: readonly string[];
  readonly events: readonly Record<string, unknown>[];
  /** The next value that the program reports. */
  report(): Promise<unknown>;
  /** The first event of this name, past or coming. */
  event(name: string): Promise<Record<string, unknown>>;
  /** All that it has reported and nobody asked for. */
  left(): unknown[];
  exit(): Promise<DeviceExit>;
}

export function temporaryFolder(t: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), "bowline-contract-"));
  t.after(async () => {
    await closeEngines(t);
    rmSync(folder, { recursive: true, force: true });
  });
  return folder;
}

/** Hooks of a test run in the order in which they were made, and a folder comes before the engine that lives in it. */
const running = new WeakMap<TestContext, RunningEngine[]>();

async function closeEngines(t: TestContext): Promise<void> {
  for (const engine of running.get(t) ?? []) await engine.close();
}

/** Starts `programs/<program>.ts`, or the program of this absolute path without its ending; it ends with the test at the latest. */
export async function run(t: TestContext, program: string, options: RunOptions): Promise<Run> {
  const { part = "", config, overrides = {}, storageDir = temporaryFolder(t), ...others } = options;
  const reports: unknown[] = [];
  const trace: string[] = [];
  const events: Record<string, unknown>[] = [];
  let ended: DeviceExit | undefined;
  let wake = () => {};
  const until = async (isDone: () => boolean, what: string): Promise<void> => {
    const signal = AbortSignal.timeout(patience);
    while (!isDone()) {
      if (signal.aborted) throw new Error(`${what}: nothing in ${patience} ms; log: ${trace.join(" | ")}`);
      await new Promise<void>((resolve) => {
        wake = resolve;
        signal.onabort = () => resolve();
      });
    }
  };
  const { engine: platform, ...engineOptions } = others;
  const watched = {
    config: { ...config, part },
    onTrace: (line: string) => trace.push(line),
    onEvent: (event: Record<string, unknown>) => {
      if (event.event === "report") reports.push(event.value);
      else events.push(event);
      wake();
    },
    onExit: (exit: DeviceExit) => {
      ended = exit;
      wake();
    },
  };
  const engine =
    platform === "sdk"
      ? await (await import("../sdk/support/sdk-engine.js")).startOnSDK({
          ...others,
          ...watched,
          program,
          storageDir,
        })
      : await startEngine({
          ...engineOptions,
          ...watched,
          engine: platform,
          bundle: await bundleOf(program, overrides),
          name: program,
          storageDir,
        });
  running.set(t, [...(running.get(t) ?? []), engine]);
  t.after(() => engine.close());
  return {
    engine,
    trace,
    events,
    async report() {
      await until(() => reports.length > 0 || ended !== undefined, "waiting for a report");
      if (reports.length === 0) throw new Error(`the program ended: ${JSON.stringify(ended)}`);
      return reports.shift();
    },
    async event(name) {
      const find = () => events.find(({ event }) => event === name);
      await until(() => find() !== undefined, `waiting for the event ${name}`);
      return find() ?? {};
    },
    left: () => reports.splice(0),
    async exit() {
      await until(() => ended !== undefined, "waiting for the end");
      return ended as DeviceExit;
    },
  };
}
