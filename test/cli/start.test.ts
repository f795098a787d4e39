import assert from "node:assert/strict";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { bowline, RunningCommand } from "../support/bowline.js";
import { secretsIn } from "../support/secret-watch.js";

describe("bowline start", () => {
  let state: string;

  before(async () => {
    state = await mkdtemp(join(tmpdir(), "bowline-start-"));
  });

  after(async () => {
    RunningCommand.endAll();
    secretsIn(state);
    await rm(state, { recursive: true, force: true });
  });

  it("activates a device on XS, stops cleanly on Ctrl-C, and uses the stored token the next time", async () => {
    const first = new RunningCommand(["start", "--port", "0", "--state", state]);
    const listening = await first.events.next("listening");
    assert.ok(existsSync(String(listening.caFile)));
    const { device, pid } = await first.events.next("device-started", { engine: "xs" });
    await first.events.next("activated", { device });
    await first.events.next("connected");
    await first.events.next("reported", { acknowledged: true });
    assert.equal(await first.stop(), 0);
    assert.equal(first.stderr, "");
    assert.deepEqual(first.strayLines, []);
    assert.ok(!isAlive(Number(pid)), "the engine's process is gone");
    assert.ok(!existsSync(join(state, "connector", "control.json")), "the control side is gone");

    const second = new RunningCommand(["start", "--port", "0", "--state", state]);
    await second.events.next("device-started", { device });
    await second.events.next("connected");
    await second.events.next("reported", { acknowledged: true });
    assert.equal(second.events.count("activated"), 0);
    assert.equal(await second.stop("SIGTERM"), 0);
  });

  it("is one with `emulate connector`, `sim` and `connector`, each in a process of its own", async () => {
    const cloud = new RunningCommand(["emulate", "connector", "--port", "0", "--state", state]);
    await cloud.events.next("ready");
    const device = new RunningCommand(["sim", "--device", "bench-7", "--engine", "node", "--state", state]);
    await device.events.next("reported", { resource: "led", acknowledged: true });

    const list = await bowline(["connector", "list", "--json", "--state", state]);
    const row = list.stdout.split("\n").find((line) => line.includes("bench-7")) ?? "{}";
    assert.deepEqual(JSON.parse(row), {
      device: "bench-7",
      state: "provisioned",
      connected: true,
      pending: 0,
    });

    assert.equal((await bowline(["connector", "write", "bench-7", "led", "true", "--state", state])).code, 0);
    await device.events.next("written", { resource: "led", value: true, accepted: true });
    await cloud.events.next("reported", { device: "bench-7", resource: "led", value: true });
    const read = await bowline(["connector", "read", "bench-7", "led", "--json", "--state", state]);
    const { reported, set, pending, timestamp } = JSON.parse(read.stdout) as Record<string, unknown>;
    assert.deepEqual([reported, set, pending], [true, true, false]);
    assert.ok(Math.abs(Date.parse(String(timestamp)) - Date.now()) < 60_000);

    const wrong = await bowline(["connector", "write", "bench-7", "led", "purple", "--state", state]);
    assert.equal(wrong.code, 1);
    assert.match(wrong.stderr, /led/);

    assert.equal((await bowline(["connector", "lock", "bench-7", "--state", state])).code, 0);
    await device.events.next("disconnected");
    assert.equal((await bowline(["connector", "unlock", "bench-7", "--state", state])).code, 0);
    await device.events.next("connected");
    assert.equal(await device.stop(), 0);
    assert.equal((await bowline(["connector", "delete", "bench-7", "--state", state])).code, 0);
    assert.equal(await cloud.stop(), 0);
  });

  it("runs what a configuration file describes, and makes things go wrong on demand", async () => {
    const folder = join(state, "configured");
    const file = join(state, "connectors.json");
    writeFileSync(
      file,
      JSON.stringify({
        connectors: [
          {
            id: "one",
            authentication: "password",
            resources: [{ alias: "led", format: "boolean", settable: true }],
          },
          { id: "two" },
        ],
      }),
    );
    const cloud = new RunningCommand([
      "emulate",
      "connector",
      "--config",
      file,
      "--port",
      "0",
      "--state",
      folder,
    ]);
    const { port, caFile } = await cloud.events.next("listening", { connectorId: "one" });
    await cloud.events.next("ready");
    const at = ["--state", folder, "--id", "one"];
    const fault = await bowline(["connector", "fault", "refuse-connack", "code=3", "times=1", ...at]);
    assert.equal(fault.code, 0, fault.stderr);
    const device = new RunningCommand([
      ...["sim", "--device", "dev-1", "--authentication", "password", "--engine", "node", "--state", folder],
      ...["--id", "one", "--domain", "m2.localhost", "--port", String(port), "--ca", String(caFile)],
    ]);
    await device.events.next("state", { state: "waiting", reason: /^unavailable/ });
    await device.events.next("activated", { authentication: "password" });
    await device.events.next("connected");
    const list = await bowline(["connector", "list", "--json", ...at]);
    assert.match(list.stdout, /"device":"dev-1","state":"provisioned","connected":true/);
    assert.equal((await bowline(["connector", "fault", "rain", ...at])).code, 2);
    assert.equal(await device.stop(), 0);
    assert.equal(await cloud.stop(), 0);
  });

  it("names the field of a configuration file that is wrong", async () => {
    const file = join(state, "wrong.json");
    writeFileSync(
      file,
      JSON.stringify({ connectors: [{ id: "one", resources: [{ alias: "x", format: "colour" }] }] }),
    );
    const { code, stderr } = await bowline([
      "emulate",
      "connector",
      "--config",
      file,
      "--state",
      join(state, "w"),
    ]);
    assert.equal(code, 1);
    assert.match(stderr, /connectors\[0\]\.resources\[0\]\.format/);
  });

  it("says which port is taken, and by what to help oneself", async () => {
    const cloud = new RunningCommand(["emulate", "connector", "--port", "0", "--state", state]);
    const { port } = await cloud.events.next("listening");
    const other = await bowline([
      "emulate",
      "connector",
      "--port",
      String(port),
      "--state",
      join(state, "other"),
    ]);
    assert.equal(other.code, 1);
    assert.match(other.stderr, new RegExp(`${port}`));
    await cloud.stop();
  });
});

/** A process that has ended and waits to be collected counts as gone. */
function isAlive(pid: number): boolean {
  try {
    return !readFileSync(`/proc/${pid}/stat`, "utf8").includes(") Z ");
  } catch {
    return false;
  }
}
