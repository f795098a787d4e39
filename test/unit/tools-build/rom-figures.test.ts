import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, it, type TestContext } from "node:test";
import { romFigures } from "../../../tools/work/build/rom-figures.js";

const linked = [
  "#define mxHeapCount 26968",
  "#define mxStackCount 163",
  "static const txU1 gxCode0[17];",
  "static const txU1 gxCode1[25];",
];
const resources = "Total resource size: 1234 bytes";

function folderWith(t: TestContext, lines: readonly string[]): { readonly folder: string } {
  const folder = mkdtempSync(join(tmpdir(), "bowline-rom-"));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  writeFileSync(join(folder, "mc.xs.c"), `${lines.join("\n")}\n`);
  return { folder };
}

describe("figures of what lies in ROM", () => {
  it("are the linker's, and of resources the SDK's tool's", (t) => {
    assert.deepEqual(romFigures(folderWith(t, linked), ["# mcrez resources", resources]), {
      romSlots: 27_131,
      preloadedHeapBytes: 434_096,
      codeBytes: 42,
      resourceBytes: 1234,
    });
  });

  it("are told to be missing where the tools no longer say them: a budget is not kept by nothing", (t) => {
    const missing = (lines: readonly string[], said: readonly string[]): unknown =>
      romFigures(folderWith(t, lines), said);
    assert.deepEqual(missing(linked.slice(1), [resources]), { missing: ["mxHeapCount"] });
    assert.deepEqual(missing(linked.slice(0, 2), []), { missing: ["gxCode", "Total resource size"] });
  });
});
