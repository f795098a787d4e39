import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "./boards.js";
import type { Material } from "./material.js";

export interface NoticesOptions {
  readonly name: string;
  readonly version: string;
  readonly materials: readonly Material[];
  /** Files with the texts of licences; those that are not there are left out. */
  readonly texts: readonly string[];
}

const rule = "-".repeat(78);

/** What is in the image, under which licences, where its sources are, and the licences' texts. */
export function noticesText({ name, version, materials, texts }: NoticesOptions): string {
  const inside = materials.filter(({ isInImage }) => isInImage);
  const lines = inside.map(
    ({ name: part, version: release, licences, source }) =>
      `${part} ${release}\n    ${licences.length === 0 ? "its files name no licence" : licences.join(" and ")}${source === undefined ? "" : `\n    ${source}`}`,
  );
  const own = `${name} ${version}\n    Apache-2.0`;
  const lesser = inside.some(({ licences }) => licences.includes("LGPL-3.0-or-later")) ? [relinking] : [];
  const copies = [join(root, "LICENSE"), ...texts]
    .filter((file) => existsSync(file))
    .map(
      (file) => `${rule}\n${file.replace(/^.*[\\/]/, "")}\n${rule}\n\n${readFileSync(file, "utf8").trim()}`,
    );
  return `${["What is in this firmware", own, ...lines, ...lesser, ...copies].join("\n\n")}\n`;
}

const relinking = `Parts under the GNU Lesser General Public License 3.0 are linked into the image. Their sources are at the places named above; with them, the
firmware's sources and ESP-IDF anyone can change them and build the firmware again, with the command \`bowline build\`, and the
boards run what they are given: nothing in this package asks for a signature.`;
