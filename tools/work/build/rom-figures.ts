import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { BuildFigures } from "./build-event.js";
import type { Configuration } from "./configuration.js";

/** Of a slot on a chip of 32 bits. */
const slotBytes = 16;

/**
 * Sizes of what the linker has written into `mc.xs.c`: objects that lie in ROM (`gxHeap` and `gxStack`, in slots) and byte code
 * (`gxCode…`). Resources are counted by the SDK's own tool, which says so in one line.
 */
export function romFigures({ folder }: Configuration, lines: readonly string[]): BuildFigures {
  const text = readFileSync(join(folder, "mc.xs.c"), "utf8");
  const count = (name: string): number =>
    Number(new RegExp(`#define mx${name}Count (\\d+)`).exec(text)?.[1] ?? 0);
  const code = [...text.matchAll(/^static const txU1 gxCode\d+\[(\d+)\];$/gm)];
  const slots = count("Heap") + count("Stack");
  return {
    romSlots: slots,
    preloadedHeapBytes: slots * slotBytes,
    codeBytes: code.reduce((sum, [, size]) => sum + Number(size), 0),
    resourceBytes: Number(
      lines.map((line) => /^Total resource size: (\d+)/.exec(line)?.[1]).find(Boolean) ?? 0,
    ),
  };
}
