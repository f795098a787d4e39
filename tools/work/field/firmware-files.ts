import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { webManifestText } from "../build/web-manifest.js";
import { verifyPackage } from "../package-format.js";
import { type SiteFile, typeOf } from "./site.js";

/**
 * What the page needs of a firmware package: its parts, and a manifest for ESP Web Tools that names them. Offsets come from the
 * package, which was checked against the board's partition table. Wi-Fi is the page's own step: the installer would write what it sends
 * into the browser's console, passphrase and all.
 *
 * @throws PackageError where the folder is no package, or one that is not whole
 */
export async function firmwareFiles(folder: string): Promise<Map<string, SiteFile>> {
  const firmware = await verifyPackage(folder);
  const { name, version, parts } = firmware;
  const files = new Map<string, SiteFile>([
    [
      "firmware.json",
      {
        type: typeOf("firmware.json"),
        body: Buffer.from(JSON.stringify({ manifest: "manifest.json", name, version })),
      },
    ],
    ["manifest.json", { type: typeOf("manifest.json"), body: Buffer.from(webManifestText(firmware, 0)) }],
  ]);
  for (const { path } of parts)
    files.set(path, { type: "application/octet-stream", body: await readFile(join(folder, path)) });
  return files;
}
