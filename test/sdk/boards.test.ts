import assert from "node:assert/strict";
import { test } from "node:test";
import { buildBoard, linkWarnings, modulesOf, type Target } from "./support/build.js";

/** Types, compilation and link for the real targets; what comes after needs ESP-IDF. */
const targets: readonly Target[] = [
  { manifest: "boards/esp32", platform: "esp32" },
  { manifest: "boards/esp32s3", platform: "esp32/esp32s3" },
  { manifest: "boards/esp32c3", platform: "esp32/esp32c3" },
  { manifest: "boards/esp32c6", platform: "esp32/esp32c6" },
];

/** Objects of the board that change after start; everything else in ROM stays as it was linked. */
const changing = ["board.clock", "board.identity() chip", "board.get outputs() outputs"];

for (const target of targets) {
  test(`builds for ${target.platform}: types, modules and link`, async () => {
    const build = await buildBoard(target);
    const ours = new Set(modulesOf(build));
    assert.ok(ours.has("main") && ours.has("device/assembly") && ours.has("platform/board"));
    const warnings = linkWarnings(build).filter((line) => {
      const [, module = "", path = ""] =
        /^### warning: ([^ ]+): (?:default\(\) )?(.*): \w+ \w+$/.exec(line) ?? [];
      return ours.has(module) && !changing.includes(path);
    });
    assert.deepEqual(warnings, []);
  });
}
