import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { availableParallelism, tmpdir } from "node:os";
import { join } from "node:path";
import type { Board } from "./boards.js";
import type { Tell } from "./build-event.js";
import { checkBoard } from "./check.js";
import { readRAMExceptions } from "./ram-exceptions.js";
import type { Toolchain } from "./toolchain.js";

export interface CheckBoardsOptions {
  readonly boards: readonly Board[];
  readonly toolchain: Toolchain;
  /** `name=value` of the firmware's configuration. */
  readonly settings: readonly string[];
  readonly tell: Tell;
}

/** Checks several boards, as many at a time as there are processors. Returns the names of those with a complaint. */
export async function checkBoards({
  boards,
  toolchain,
  settings,
  tell,
}: CheckBoardsOptions): Promise<readonly string[]> {
  const exceptions = readRAMExceptions();
  // A new folder for each run: others may check the same boards at the same time, and what costs time is not kept in there.
  const folder = mkdtempSync(join(tmpdir(), "bowline-check-"));
  const waiting = [...boards];
  const bad: string[] = [];
  const work = async (): Promise<void> => {
    for (let board = waiting.shift(); board !== undefined; board = waiting.shift()) {
      const output = join(folder, board.name);
      mkdirSync(output);
      const checked = await checkBoard({ board, toolchain, exceptions, settings, output, tell });
      if (checked === undefined) bad.push(board.name);
      else tell({ event: "built", board: board.name, ...checked.figures });
    }
  };
  try {
    await Promise.all(Array.from({ length: Math.min(availableParallelism(), boards.length) }, work));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  return bad.sort();
}
