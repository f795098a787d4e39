import { mkdirSync } from "node:fs";
import type { DeviceExit, RunningEngine } from "../../../host-sim/engine/device-engine.js";
import type { PowerCut } from "../../../host-sim/world/power-cut.js";
import { startProgram } from "./program-run.js";
import { WorldFile } from "./world-file.js";

export interface SDKEngineOptions {
  readonly program: string;
  /** The device's folder. */
  readonly storageDir: string;
  readonly config: Readonly<Record<string, string | number>>;
  readonly resources?: Readonly<Record<string, Uint8Array>> | undefined;
  readonly powerCut?: PowerCut;
  onTrace(line: string): void;
  onEvent(event: Record<string, unknown>): void;
  onExit(exit: DeviceExit): void;
}

/** A program of the contract suites in the SDK's simulator, as the suites see an engine. Resolves when its parts have begun. */
export async function startOnSDK(options: SDKEngineOptions): Promise<RunningEngine> {
  const { program, storageDir, config, resources, powerCut, onTrace, onEvent, onExit } = options;
  mkdirSync(storageDir, { recursive: true });
  const world = new WorldFile({ folder: storageDir, ...(powerCut === undefined ? {} : { powerCut }) });
  let isOver = false;
  const end = (exit: DeviceExit): void => {
    if (isOver) return;
    isOver = true;
    onExit(exit);
  };
  const simulator = await startProgram({
    program,
    state: storageDir,
    config,
    resources,
    onEvent(event) {
      if (event.event === "simulator-exited") end({ kind: "crash", reason: JSON.stringify(event) });
      else if (event.event === "program-failed") end({ kind: "crash", reason: String(event.reason) });
      else if (event.event === "power-cut") end({ kind: "power cut", reason: "power cut" });
      else if (event.event !== "program-started") onEvent(event);
    },
    onLine(line) {
      onTrace(line);
      if (line.startsWith("XS abort: ")) end({ kind: "crash", reason: line });
    },
  });
  const stop = async (exit: DeviceExit): Promise<void> => {
    end(exit);
    world.close();
    await simulator.stop();
  };
  return {
    pid: undefined,
    heap: async () => undefined,
    close: () => stop({ kind: "closed", reason: "closed" }),
    cutPower: () => void stop({ kind: "power cut", reason: "power cut" }),
  };
}
