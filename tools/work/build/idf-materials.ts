import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import * as v from "valibot";
import type { Material } from "./material.js";

/** Written by ESP-IDF's build beside `flasher_args.json`. */
const descriptionSchema = v.object({ build_components: v.array(v.string()) });

/** Components that carry another licence than ESP-IDF's own. */
const licences: Readonly<Record<string, readonly string[]>> = Object.freeze({
  freertos: ["MIT"],
  lwip: ["BSD-3-Clause"],
  mbedtls: ["Apache-2.0"],
  newlib: ["BSD-3-Clause"],
  wpa_supplicant: ["BSD-3-Clause"],
  spiffs: ["MIT"],
  cjson: ["MIT"],
  json: ["MIT"],
  heap: ["Apache-2.0", "BSD-3-Clause"],
});

/** The components of ESP-IDF that its build of the image names, and ESP-IDF itself where it names none. */
export function idfMaterials(buildFolder: string, version: string): readonly Material[] {
  const file = join(buildFolder, "project_description.json");
  const result = existsSync(file)
    ? v.safeParse(descriptionSchema, JSON.parse(readFileSync(file, "utf8")))
    : undefined;
  const components =
    result?.success === true ? result.output.build_components.filter((name) => name !== "") : [];
  const source = `https://github.com/espressif/esp-idf/tree/v${version.replace(/\.0$/, "")}`;
  const whole: Material = {
    kind: "native",
    name: "ESP-IDF",
    version,
    licences: ["Apache-2.0"],
    source,
    isInImage: true,
  };
  return [
    whole,
    ...[...components].sort().map((name) => ({
      ...whole,
      name: `ESP-IDF ${name}`,
      licences: licences[name] ?? whole.licences,
      source: `${source}/components/${name}`,
    })),
  ];
}
