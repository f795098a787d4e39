import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type RunningCloud, startCloud } from "./cloud.js";
import { bundlePrograms, type Programs } from "./programs.js";

/** What every part of the bench needs; `clear` leaves nothing behind. */
export interface Place {
  readonly folder: string;
  readonly cloud: RunningCloud;
  readonly programs: Programs;
  clear(): Promise<void>;
}

export async function preparePlace(): Promise<Place> {
  const folder = mkdtempSync(join(tmpdir(), "bowline-bench-"));
  try {
    const programs = await bundlePrograms();
    const cloud = await startCloud(join(folder, "connector"));
    const clear = async (): Promise<void> => {
      await cloud.close();
      rmSync(folder, { recursive: true, force: true });
    };
    return { folder, cloud, programs, clear };
  } catch (error) {
    rmSync(folder, { recursive: true, force: true });
    throw error;
  }
}
