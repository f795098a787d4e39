import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { CommandError } from "../../exit-code.js";
import { type Board, root } from "./boards.js";
import type { Tell } from "./build-event.js";
import { checkBoard } from "./check.js";
import { budgetComplaints } from "./description-check.js";
import { lockFolder } from "./folder-lock.js";
import { buildWithIDF } from "./idf-build.js";
import { idfMaterials } from "./idf-materials.js";
import { npmMaterials } from "./npm-materials.js";
import { writePackage } from "./package-writer.js";
import { readRAMExceptions } from "./ram-exceptions.js";
import { sdkMaterials } from "./sdk-materials.js";
import type { Toolchain } from "./toolchain.js";

export interface BuildOptions {
  readonly board: Board;
  readonly toolchain: Toolchain;
  readonly settings: readonly string[];
  /** The package. */
  readonly folder: string;
  readonly tell: Tell;
}

/**
 * Builds a board's firmware and packs it. Intermediate files are kept, since ESP-IDF takes minutes without them; one build of a board at a
 * time. Returns whether there is a package; what is wrong was told.
 */
export async function buildBoard({
  board,
  toolchain,
  settings,
  folder,
  tell,
}: BuildOptions): Promise<boolean> {
  const output = workFolder(board, toolchain);
  const lock = lockFolder(output);
  try {
    const all = [`buildTime=${buildTime()}`, ...settings];
    const checked = await checkBoard({
      board,
      toolchain,
      exceptions: readRAMExceptions(),
      settings: all,
      output,
      tell,
    });
    if (checked === undefined) return false;
    const { configuration, figures } = checked;
    const built = await buildWithIDF({ board, toolchain, configuration, settings: all, output, tell });
    if ("complaints" in built) {
      for (const complaint of built.complaints) tell({ event: "complaint", board: board.name, ...complaint });
      return false;
    }
    const { buildFolder } = built;
    const imageBytes = statSync(join(buildFolder, "xs_esp32.bin")).size;
    const excess = budgetComplaints(board, { ...figures, imageBytes });
    for (const complaint of excess) tell({ event: "complaint", board: board.name, ...complaint });
    if (excess.length > 0) return false;
    tell({ event: "build-step", board: board.name, step: "packing" });
    await writePackage({
      board,
      ...nameAndVersion(),
      buildFolder,
      materials: [
        ...sdkMaterials(configuration, toolchain),
        ...idfMaterials(buildFolder, toolchain.idf?.version ?? ""),
        ...npmMaterials(),
      ],
      texts: [
        ...["NOTICE", "lgpl-3.0.txt", "gpl-3.0.txt"].map((file) =>
          join(toolchain.sdk.folder, "licenses", file),
        ),
        join(toolchain.idf?.folder ?? "", "LICENSE"),
      ],
      folder,
    });
    tell({ event: "built", board: board.name, ...figures, imageBytes });
    tell({ event: "package", board: board.name, folder });
    return true;
  } finally {
    lock.release();
  }
}

/** Of this SDK and this board, in the checkout; another checkout or SDK has its own. */
function workFolder(board: Board, { sdk }: Toolchain): string {
  const place = createHash("sha256").update(`${root} ${sdk.folder}`).digest("hex").slice(0, 8);
  const folder = join(root, "node_modules/.cache/bowline-build", `${sdk.version}-${place}`, board.name);
  mkdirSync(folder, { recursive: true });
  return folder;
}

/** The earliest time that the device's clock believes; SOURCE_DATE_EPOCH makes builds of one source equal. */
function buildTime(): string {
  const epoch = process.env.SOURCE_DATE_EPOCH;
  const time = epoch === undefined || epoch === "" ? new Date() : new Date(Number(epoch) * 1000);
  if (Number.isNaN(time.getTime()))
    throw new CommandError("usage", `SOURCE_DATE_EPOCH: ${epoch} is no number of seconds`);
  return `${time.toISOString().slice(0, 19)}Z`;
}

function nameAndVersion(): { readonly name: string; readonly version: string } {
  const { name, version } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as {
    name: string;
    version: string;
  };
  return { name, version };
}
