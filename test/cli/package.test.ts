import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import * as sources from "../../host-sim/emulators/connector/index.js";

const run = promisify(execFile);
const root = fileURLToPath(new URL("../..", import.meta.url));

/** A program of somebody else, in plain JavaScript. */
const program = `
import { startConnector } from "bowline/emulators/connector";

const connector = await startConnector({ stateDir: "state", port: 0, resources: [{ alias: "led", format: "boolean" }] });
await connector.enable("their-device");
console.log(JSON.stringify(await connector.list()));
await connector.close();
`;

describe("the package, installed in a project of somebody else", () => {
  let project: string;

  before(async () => {
    project = mkdtempSync(join(tmpdir(), "bowline-package-"));
    const place = join(project, "node_modules", "bowline");
    mkdirSync(place, { recursive: true });
    const { stdout } = await run("npm", ["pack", "--silent", "--pack-destination", project], { cwd: root });
    await run("tar", ["-xzf", join(project, stdout.trim()), "-C", place, "--strip-components=1"]);
    // Its dependencies as npm would have installed them.
    symlinkSync(join(root, "node_modules"), join(place, "node_modules"));
    writeFileSync(join(project, "package.json"), JSON.stringify({ type: "module" }));
    writeFileSync(join(project, "program.js"), program);
  });

  after(() => rmSync(project, { recursive: true, force: true }));

  it("starts a Connector for their tests", async () => {
    const { stdout } = await run(process.execPath, ["program.js"], { cwd: project, timeout: 60_000 });
    assert.deepEqual(JSON.parse(stdout), [
      { device: "their-device", state: "whitelisted", connected: false, pending: 0 },
    ]);
  });

  it("offers there everything that the sources offer", async () => {
    const names =
      "import * as c from 'bowline/emulators/connector'; console.log(Object.keys(c).sort().join())";
    const { stdout } = await run(process.execPath, ["--input-type=module", "-e", names], {
      cwd: project,
      timeout: 60_000,
    });
    assert.equal(stdout.trim(), Object.keys(sources).sort().join());
  });

  it("brings the bowline command along", async () => {
    const { stdout } = await run(process.execPath, ["node_modules/bowline/tools/bowline.js", "--help"], {
      cwd: project,
    });
    assert.match(stdout, /emulate/);
  });
});
