import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, it } from "node:test";
import { BundleError, bundleProgram } from "../../../host-sim/engine/bundle.js";
import { temporaryFolder } from "../../contract/bench.js";

describe("a bundle", () => {
  it("names a module that the simulator has not, and who wants it", async (t) => {
    for (const specifier of ["node:fs", "embedded:io/digital", "mqtt"]) {
      const entry = join(temporaryFolder(t), "wishful.ts");
      writeFileSync(entry, `import thing from "${specifier}"; export default () => thing;`);
      await assert.rejects(bundleProgram({ entry }), (error) => {
        assert.ok(error instanceof BundleError);
        assert.match(error.message, new RegExp(`^"${specifier}" is imported by .*wishful\\.ts, and`));
        return true;
      });
    }
  });

  it("names the line of a mistake", async (t) => {
    const entry = join(temporaryFolder(t), "mistaken.ts");
    writeFileSync(entry, "const a = 1;\nconst b = ;\n");
    await assert.rejects(bundleProgram({ entry }), /mistaken\.ts:2: /);
  });

  it("takes a given file in place of a module of the simulator", async (t) => {
    const folder = temporaryFolder(t);
    const entry = join(folder, "main.ts");
    const other = join(folder, "other-timer.ts");
    writeFileSync(entry, `import Timer from "timer"; export default () => Timer;`);
    writeFileSync(other, `export default "another timer";`);
    const { code } = await bundleProgram({ entry, overrides: { timer: other } });
    assert.match(code, /another timer/);
  });

  it("keeps its hash while nothing changes", async (t) => {
    const entry = join(temporaryFolder(t), "main.ts");
    writeFileSync(entry, "export default () => {};");
    assert.equal((await bundleProgram({ entry })).hash, (await bundleProgram({ entry })).hash);
  });
});
