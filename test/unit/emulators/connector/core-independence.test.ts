import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";

const CORE = fileURLToPath(new URL("../../../../host-sim/emulators/connector/core/", import.meta.url));
/** Pure computation: nothing in them waits, opens or tells the time. */
const ALLOWED = new Set(["node:buffer", "node:crypto", "valibot"]);
const CLOCKS =
  /\b(Date\.now|new Date|performance\.|setTimeout|setInterval|setImmediate|Math\.random|randomBytes|randomInt)\b/;

const files = readdirSync(CORE, { recursive: true, encoding: "utf8" }).filter((name) => name.endsWith(".ts"));

test("the core imports nothing from outside it but pure computation", () => {
  assert.ok(files.length > 20);
  for (const file of files) {
    const source = readFileSync(join(CORE, file), "utf8");
    const depth = file.split("/").length - 1;
    for (const [, from = ""] of source.matchAll(/from "([^"]+)"/g)) {
      const leaves = from.split("/").filter((part) => part === "..").length > depth;
      assert.ok(from.startsWith(".") ? !leaves : ALLOWED.has(from), `${file} imports ${from}`);
    }
  }
});

test("the core has no clock, no timer and no randomness of its own", () => {
  for (const file of files) {
    assert.doesNotMatch(readFileSync(join(CORE, file), "utf8"), CLOCKS, file);
  }
});
