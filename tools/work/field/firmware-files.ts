import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { chips } from "../build/chips.js";
import { verifyPackage } from "../package-format.js";
import { type SiteFile, typeOf } from "./site.js";

/**
 * What the page needs of a firmware package: its parts, and a manifest for ESP Web Tools that names them. Offsets come from the
 * package, which was checked against the board's partition table.
 *
 * @throws PackageError where the folder is no package, or one that is not whole
 */
export async function firmwareFiles(folder: string): Promise<Map<string, SiteFile>> {
  const { name, version, chip, parts } = await verifyPackage(folder);
  const manifest = {
    name,
    version,
    // An update must not erase what the board was told; whoever wants that ticks it.
    new_install_prompt_erase: true,
    builds: [
      {
        chipFamily: chips[chip].family,
        parts: parts.map(({ path, offset }) => ({ path, offset })),
      },
    ],
  };
  const files = new Map<string, SiteFile>([
    [
      "firmware.json",
      {
        type: typeOf("firmware.json"),
        body: Buffer.from(JSON.stringify({ manifest: "manifest.json", name, version })),
      },
    ],
    ["manifest.json", { type: typeOf("manifest.json"), body: Buffer.from(JSON.stringify(manifest)) }],
  ]);
  for (const { path } of parts)
    files.set(path, { type: "application/octet-stream", body: await readFile(join(folder, path)) });
  return files;
}
