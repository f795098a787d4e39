import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type RunningCloud, startCloud } from "./cloud.js";
import { bundlePrograms, type Programs } from "./programs.js";

/** What every part of the bench needs. `clear` ends the Connector; the folder goes with this process. */
export interface Place {
  readonly folder: string;
  readonly cloud: RunningCloud;
  readonly programs: Programs;
  clear(): Promise<void>;
}

export async function preparePlace(): Promise<Place> {
  const folder = mkdtempSync(join(tmpdir(), "bowline-bench-"));
  // Also where the bench is interrupted.
  process.once("exit", () => rmSync(folder, { recursive: true, force: true }));
  const programs = await bundlePrograms();
  const cloud = await startCloud(join(folder, "connector"));
  return { folder, cloud, programs, clear: () => cloud.close() };
}
