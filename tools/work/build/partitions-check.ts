import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { BoardDescription } from "../../../manifests/boards/define-board.js";
import type { Configuration } from "./configuration.js";
import type { Complaint } from "./link-complaints.js";

/** The raw partition of the outbox, by its label. */
const outbox = "outbox";

/** Where the partitions that ESP-IDF is going to make, and what `board.ts` says, disagree. */
export function partitionComplaints(
  board: BoardDescription,
  { folder }: Pick<Configuration, "folder">,
): readonly Complaint[] {
  const file = join(folder, `xsProj-${board.chip}`, "partitions.csv");
  const rows = existsSync(file) ? rowsOf(readFileSync(file, "utf8")) : [];
  const complaints: string[] = [];
  const size = rows.find(({ label }) => label === outbox)?.sizeBytes;
  const wanted = board.outbox.partitionSizeBytes;
  if (size !== wanted)
    complaints.push(`partitions: ${outbox} has ${size ?? "no"} bytes, and in board.ts ${wanted}`);
  for (const { label, offset, sizeBytes } of rows) {
    if (offset !== undefined && offset + sizeBytes > board.flashSizeBytes)
      complaints.push(`partitions: ${label} ends behind the flash of ${board.flashSizeBytes} bytes`);
  }
  return complaints.map((text) => ({ kind: "description", text }));
}

interface Row {
  readonly label: string;
  /** Behind the row before where the table does not say. */
  readonly offset: number | undefined;
  readonly sizeBytes: number;
}

/** `label, type, subtype, offset, size, flags`; `#` begins a comment. */
function rowsOf(text: string): readonly Row[] {
  return text.split("\n").flatMap((line) => {
    const [label = "", , , offset = "", size = ""] = (line.split("#")[0] ?? "")
      .split(",")
      .map((cell) => cell.trim());
    if (label === "" || size === "") return [];
    return [{ label, offset: offset === "" ? undefined : bytesOf(offset), sizeBytes: bytesOf(size) }];
  });
}

/** `0x6000`, `24576`, `24K`, `1M`, as ESP-IDF reads them. */
function bytesOf(text: string): number {
  const [, number = "", unit = ""] = /^(0x[0-9a-f]+|\d+)([KM]?)$/i.exec(text) ?? [];
  const factors: Readonly<Record<string, number>> = { K: 1024, M: 1024 * 1024 };
  return Number(number === "" ? Number.NaN : number) * (factors[unit.toUpperCase()] ?? 1);
}
