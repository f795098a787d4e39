import type { BoardDescription } from "../../../manifests/boards/define-board.js";
import type { BuildFigures } from "./build-event.js";
import type { FlatManifest } from "./configuration.js";
import type { Complaint } from "./link-complaints.js";

/** Where `board.ts` and what the SDK was told disagree. */
export function descriptionComplaints(board: BoardDescription, manifest: FlatManifest): readonly Complaint[] {
  const { heap } = board;
  const { creation, preload } = manifest;
  const complaints: Complaint[] = [];
  const compare = (what: string, described: number, built: number): void => {
    if (described !== built)
      complaints.push({
        kind: "description",
        text: `heap: ${what} is ${described} in board.ts and ${built} in the manifest`,
      });
  };
  compare("stackSlots", heap.stackSlots, creation.stack);
  if (heap.kind === "arena") compare("sizeBytes", heap.sizeBytes, creation.static);
  else {
    compare("an arena", 0, creation.static);
    compare("chunkBytes", heap.chunkBytes, creation.chunk.initial);
    compare("slots", heap.slots, creation.heap.initial);
    compare("growth of chunks", 0, creation.chunk.incremental);
    compare("growth of slots", 0, creation.heap.incremental);
  }
  const choose = (module: string, what: string, wanted: string): void => {
    const [file] = manifest.modules[module] ?? [];
    const chosen = String(typeof file === "object" ? file.source : file).replace(/^.*\//, "");
    if (chosen !== wanted)
      complaints.push({
        kind: "description",
        text: `${what}: is ${wanted} in board.ts, and the manifest's ${module} is ${chosen}`,
      });
  };
  choose("platform/link", "network", board.network);
  choose("platform/console-line", "console", board.console.kind);
  // A module that only main imports would be missed when the device runs; preloaded, by the linker.
  if (!preload.includes("main"))
    complaints.push({ kind: "description", text: 'preload: "main" has to be in the manifest\'s list' });
  return complaints;
}

/** What a build takes beyond its board's budget. */
export function budgetComplaints(
  { budget }: BoardDescription,
  { romSlots, resourceBytes, imageBytes }: BuildFigures,
): readonly Complaint[] {
  const rows = [
    ["romSlots", romSlots, budget.romSlots],
    ["resourceBytes", resourceBytes, budget.resourceBytes],
    ["imageBytes", imageBytes ?? 0, budget.imageBytes],
  ] as const;
  return rows
    .filter(([, taken, allowed]) => taken > allowed)
    .map(([name, taken, allowed]) => ({
      kind: "budget",
      text: `${name}: ${taken}, and the board's budget is ${allowed}`,
    }));
}
