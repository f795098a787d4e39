import type { Disk } from "../engine/services/disk.js";

/** Where in a write the power fails. `torn`: half of the new file is written; `unrenamed`: all of it, beside the old one. */
export type CutMoment = "before" | "torn" | "unrenamed" | "after";

export interface PowerCut {
  /** Which write of the device since power-up, from 1. */
  readonly write: number;
  readonly moment: CutMoment;
}

/** A disk whose power fails once, as planned: it leaves there what a real cut would, then calls `onCut`. */
export function cuttingDisk(disk: Disk, cut: PowerCut, onCut: () => void): Disk {
  let writes = 0;
  return {
    ...disk,
    replace(path, text) {
      if (++writes !== cut.write) return disk.replace(path, text);
      if (cut.moment === "torn") disk.writeDraft(path, text.slice(0, text.length / 2));
      if (cut.moment === "unrenamed") disk.writeDraft(path, text);
      if (cut.moment === "after") disk.replace(path, text);
      onCut();
    },
  };
}
