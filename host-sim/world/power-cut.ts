import { basename } from "node:path";
import type { Disk } from "../engine/services/disk.js";

/** Where in a write the power fails. `torn`: half of the new file is written; `unrenamed`: all of it, beside the old one. */
export type CutMoment = "before" | "torn" | "unrenamed" | "after";

export interface PowerCut {
  /** Which write of the device since power-up, from 1; of those to `domain` where one is named. */
  readonly write: number;
  /** Counts the writes to one key-value domain alone, such as `values`; all of them where absent. */
  readonly domain?: string;
  readonly moment: CutMoment;
}

/** A disk whose power fails once, as planned: it leaves there what a real cut would, then calls `onCut`. */
export function cuttingDisk(disk: Disk, cut: PowerCut, onCut: () => void): Disk {
  let writes = 0;
  return {
    ...disk,
    replace(path, text) {
      const counts = cut.domain === undefined || basename(path, ".json") === cut.domain;
      if (!counts || ++writes !== cut.write) return disk.replace(path, text);
      if (cut.moment === "torn") disk.writeDraft(path, text.slice(0, text.length / 2));
      if (cut.moment === "unrenamed") disk.writeDraft(path, text);
      if (cut.moment === "after") disk.replace(path, text);
      onCut();
    },
  };
}
