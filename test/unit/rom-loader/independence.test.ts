import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, it } from "node:test";
import { fileURLToPath } from "node:url";

const folder = fileURLToPath(new URL("../../../host-sim/emulators/rom-loader", import.meta.url));
/** Calculation only: digests and inflating. */
const allowed = ["node:crypto", "node:zlib"];

describe("the emulated board", () => {
  for (const file of readdirSync(folder).filter((name) => name.endsWith(".ts") && name !== "lines.ts")) {
    it(`opens nothing and reads no clock in ${file}`, () => {
      const source = readFileSync(join(folder, file), "utf8");
      const imported = [...source.matchAll(/from "(node:[^"]+|[^."][^"]*)"/g)].map(([, name = ""]) => name);
      assert.deepEqual(
        imported.filter((name) => !allowed.includes(name)),
        [],
      );
      assert.doesNotMatch(source, /Date\.now|performance\.|setTimeout|setInterval|process\./);
    });
  }
});
