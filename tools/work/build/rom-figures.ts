import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { BuildFigures } from "./build-event.js";
import type { Configuration } from "./configuration.js";

/** Of a slot on a chip of 32 bits. */
const slotBytes = 16;

/** The tools no longer say what the tried release of the SDK says; without it a budget would be kept by a figure of 0. */
export interface MissingFigures {
  /** What is looked for, by the name that the tool gives it. */
  readonly missing: readonly string[];
}

/**
 * Sizes of what the linker has written into `mc.xs.c`: objects that lie in ROM (`gxHeap` and `gxStack`, in slots) and byte code
 * (`gxCode…`). Resources are counted by the SDK's own tool, which says so in one line.
 */
export function romFigures(
  { folder }: Pick<Configuration, "folder">,
  lines: readonly string[],
): BuildFigures | MissingFigures {
  const text = readFileSync(join(folder, "mc.xs.c"), "utf8");
  const count = (name: string): string | undefined =>
    new RegExp(`^#define ${name} (\\d+)$`, "m").exec(text)?.[1];
  const code = [...text.matchAll(/^static const txU1 gxCode\d+\[(\d+)\];$/gm)].map(([, size]) =>
    Number(size),
  );
  const found = {
    mxHeapCount: count("mxHeapCount"),
    mxStackCount: count("mxStackCount"),
    gxCode: code.length > 0 ? code.reduce((sum, size) => sum + size, 0) : undefined,
    "Total resource size": lines.map((line) => /^Total resource size: (\d+)/.exec(line)?.[1]).find(Boolean),
  };
  const missing = Object.entries(found).flatMap(([name, value]) => (value === undefined ? [name] : []));
  if (missing.length > 0) return { missing };
  const slots = Number(found.mxHeapCount) + Number(found.mxStackCount);
  return {
    romSlots: slots,
    preloadedHeapBytes: slots * slotBytes,
    codeBytes: Number(found.gxCode),
    resourceBytes: Number(found["Total resource size"]),
  };
}
