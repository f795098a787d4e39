import { readFileSync } from "node:fs";
import { join } from "node:path";
import * as v from "valibot";
import { root } from "./boards.js";
import type { Material } from "./material.js";

const lockSchema = v.object({
  packages: v.record(
    v.string(),
    v.object({
      name: v.optional(v.string()),
      version: v.optional(v.string()),
      license: v.optional(v.string()),
      integrity: v.optional(v.string()),
      dev: v.optional(v.boolean()),
      optional: v.optional(v.boolean()),
    }),
  ),
});

/** The compiler is a development dependency, and part of every build all the same. */
const compiler = "typescript";

/**
 * The npm packages that a build runs on, by the lock file. None of them is in the image: the firmware's own sources and the SDK's are
 * all that goes in there.
 */
export function npmMaterials(file: string = join(root, "package-lock.json")): readonly Material[] {
  const { packages } = v.parse(lockSchema, JSON.parse(readFileSync(file, "utf8")));
  const found = new Map<string, Material>();
  for (const [place, { name: alias, version, license, integrity, dev }] of Object.entries(packages)) {
    const name = alias ?? place.slice(place.lastIndexOf("node_modules/") + "node_modules/".length);
    if (place === "" || version === undefined || (dev === true && name !== compiler)) continue;
    const sha512 = integrity?.startsWith("sha512-")
      ? Buffer.from(integrity.slice("sha512-".length), "base64").toString("hex")
      : undefined;
    found.set(`${name}@${version}`, {
      kind: "npm",
      name,
      version,
      licences: license === undefined ? [] : [license],
      purl: `pkg:npm/${name.replace("@", "%40")}@${version}`,
      ...(sha512 === undefined ? {} : { sha512 }),
      isInImage: false,
    });
  }
  return [...found.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
}
