import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import type { BoardDescription } from "../../../manifests/boards/define-board.js";
import { CommandError } from "../../exit-code.js";

/** The folder of the checkout. */
export const root = fileURLToPath(new URL("../../..", import.meta.url));
export const boardsFolder = join(root, "manifests/boards");

export interface Board extends BoardDescription {
  /** With its manifest. */
  readonly folder: string;
}

/** The names of all boards: the folders that have a `board.ts`. */
export function boardNames(folder: string = boardsFolder): readonly string[] {
  return readdirSync(folder)
    .filter((name) => existsSync(join(folder, name, "board.ts")))
    .sort();
}

/** Reads a board's description. Throws a CommandError that names the boards there are, where there is none of that name. */
export async function loadBoard(name: string, folder: string = boardsFolder): Promise<Board> {
  const names = boardNames(folder);
  if (!names.includes(name))
    throw new CommandError("usage", `--board ${name}: there is no such board; there are ${names.join(", ")}`);
  const place = join(folder, name);
  const module = (await import(pathToFileURL(join(place, "board.ts")).href)) as {
    default?: BoardDescription;
  };
  const description = module.default;
  if (description?.name !== name)
    throw new CommandError("failed", `${join(place, "board.ts")}: name: has to be "${name}", as its folder`);
  return { ...description, folder: place };
}
