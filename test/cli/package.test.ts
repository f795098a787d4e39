import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import * as sources from "../../host-sim/emulators/connector/index.js";

const run = promisify(execFile);
const root = fileURLToPath(new URL("../..", import.meta.url));
const timeout = 60_000;

/** A program of somebody else, in plain JavaScript: the example of the README, with a client of MQTT.js as the device under test. */
const program = `
import { connectAsync } from "mqtt";
${example()}
async function startMyDevice({ host, address, port, ca }) {
  const endpoint = { protocol: "mqtts", host: address, servername: host, port, ca, clientId: "", reconnectPeriod: 0 };
  const anonymous = await connectAsync(endpoint);
  const token = new Promise((resolve) => anonymous.once("message", (_, payload) => resolve(String(payload))));
  await anonymous.publishAsync("$provision/my-device", "", { qos: 1 });
  const device = await connectAsync({ ...endpoint, username: "my-device", password: await token });
  device.once("message", (topic, payload) => console.log(topic, String(payload)));
  await anonymous.endAsync();
}
`;

/** Programs in TypeScript; the second one gives an option that there is not. */
const typed = {
  "right.ts": `${example()}\ndeclare function startMyDevice(options: { host: string; address: string; port: number; ca: string }): Promise<void>;\n`,
  "wrong.ts":
    'import { startConnector } from "bowline/emulators/connector";\nawait startConnector({ stateDir: "s", ports: 0 });\n',
};

/** Rules that our sources do not follow, and a library older than theirs: what somebody else's project may have. */
const theirRules = [
  ..."--noEmit --strict --module nodenext --target es2020 --noPropertyAccessFromIndexSignature".split(" "),
  ...["--types", "node", "--typeRoots", join(root, "node_modules", "@types")],
];

/** The first example of the emulator's README. */
function example(): string {
  const text = readFileSync(join(root, "host-sim/emulators/connector/README.md"), "utf8");
  return /```ts\n([\s\S]*?)```/.exec(text)?.[1] ?? assert.fail("the README has no example");
}

describe("the package, installed in a project of somebody else", () => {
  let project: string;

  before(async () => {
    project = mkdtempSync(join(tmpdir(), "bowline-package-"));
    const place = join(project, "node_modules", "bowline");
    mkdirSync(place, { recursive: true });
    // Also where npm is told to run no scripts: the declarations are made by one.
    const pack = ["pack", "--silent", "--ignore-scripts=false", "--pack-destination", project];
    const { stdout } = await run("npm", pack, { cwd: root });
    await run("tar", ["-xzf", join(project, stdout.trim()), "-C", place, "--strip-components=1"]);
    // Its dependencies as npm would have installed them.
    symlinkSync(join(root, "node_modules"), join(place, "node_modules"));
    symlinkSync(join(root, "node_modules", "mqtt"), join(project, "node_modules", "mqtt"));
    const files = {
      "package.json": JSON.stringify({ type: "module" }),
      "program.js": program,
      ...typed,
    };
    for (const [name, text] of Object.entries(files)) writeFileSync(join(project, name), text);
  });

  after(() => rmSync(project, { recursive: true, force: true }));

  it("starts a Connector for their tests, as the README's example does", async () => {
    const env = { ...process.env, TMPDIR: project };
    const { stdout } = await run(process.execPath, ["program.js"], { cwd: project, timeout, env });
    assert.equal(stdout, "$resource/led true\n");
  });

  it("is typed, whatever the rules of their project", async () => {
    const compiler = join(root, "node_modules", ".bin", "tsc");
    const checked = run(compiler, [...theirRules, ...Object.keys(typed)], { cwd: project, timeout });
    await assert.rejects(checked, ({ stdout }: { stdout: string }) => {
      const complaints = stdout.split("\n").filter((line) => line.includes("error TS"));
      assert.equal(complaints.length, 1, stdout);
      assert.match(stdout, /^wrong\.ts\(2,.*'ports' does not exist in type 'ConnectorOptions'/);
      return true;
    });
  });

  it("offers there everything that the sources offer", async () => {
    const names =
      "import * as c from 'bowline/emulators/connector'; console.log(Object.keys(c).sort().join())";
    const { stdout } = await run(process.execPath, ["--input-type=module", "-e", names], {
      cwd: project,
      timeout,
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
