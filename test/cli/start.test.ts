import assert from "node:assert/strict";
import { X509Certificate } from "node:crypto";
import { existsSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { DeviceAuthority } from "../../host-sim/emulators/connector/index.js";
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

  it("makes a PKI, issues its devices' certificates, and keeps both (CN-PROV-4)", async () => {
    const place = ["--state", join(state, "certified")];
    const by = ["--authentication", "certificate"];
    const folder = join(state, "certified", "connector");
    const cloud = new RunningCommand(["start", ...by, "--port", "0", ...place]);
    const { connectorId, port, caFile } = await cloud.events.next("listening");
    const { device } = await cloud.events.next("device-started", { engine: "xs" });
    await cloud.events.next("activated", { device, authentication: "certificate" });
    await cloud.events.next("reported", { acknowledged: true });
    const file = join(folder, "certificates", `${device}.pem`);
    const issued = new X509Certificate(readFileSync(file));
    assert.ok(issued.checkIssued(new X509Certificate(readFileSync(join(folder, "pki.pem")))));
    assert.equal(statSync(join(folder, "certificates", `${device}-key.pem`)).mode & 0o077, 0, "the owner's");

    const other = new RunningCommand(["sim", "--device", "8C:4B", "--engine", "node", ...by, ...place]);
    await other.events.next("connected", { device: "8C:4B" });
    assert.equal(await other.stop(), 0);

    // As where nothing but the files is known: another state folder, and the Connector's address given.
    const pair = [
      join(folder, "certificates", "8C%3A4B.pem"),
      join(folder, "certificates", "8C%3A4B-key.pem"),
    ];
    const far = new RunningCommand([
      ...["sim", "--engine", "node", ...by, "--state", join(state, "far")],
      ...[
        "--id",
        String(connectorId),
        "--domain",
        "m2.localhost",
        "--port",
        String(port),
        "--ca",
        String(caFile),
      ],
      ...["--certificate", String(pair[0]), "--key", String(pair[1])],
    ]);
    await far.events.next("device-started", { device: "8C:4B" });
    await far.events.next("connected", { device: "8C:4B" });
    assert.equal(await far.stop(), 0);
    assert.equal(await cloud.stop(), 0);

    const again = new RunningCommand(["start", ...by, "--port", "0", "--engine", "node", ...place]);
    await again.events.next("connected", { device });
    assert.equal(again.events.count("activated"), 0);
    assert.equal(new X509Certificate(readFileSync(file)).fingerprint256, issued.fingerprint256);
    assert.equal(await again.stop(), 0);
  });

  it("says which certificate a simulated device lacks, or why one cannot be its own", async () => {
    const folder = join(state, "named");
    const authority = await DeviceAuthority.open(folder);
    const { cert, key } = await authority.certificateFor("pump-7", Date.now());
    const ca = join(folder, "pki.pem");
    const files = { cert: join(folder, "c.pem"), key: join(folder, "k.pem") };
    writeFileSync(files.cert, cert);
    writeFileSync(files.key, key);
    const refused = async (...more: readonly string[]): Promise<string> => {
      const where = ["--id", "c1", "--domain", "m2.localhost", "--port", "1", "--ca", ca, "--state", folder];
      const { code, stderr } = await bowline(["sim", ...where, ...more]);
      assert.equal(code, 2, stderr);
      return stderr;
    };
    const by = ["--authentication", "certificate"];
    assert.match(await refused(...by), /--certificate: is missing; .* --certificate FILE --key FILE/);
    assert.match(await refused("--certificate", files.cert), /--authentication certificate/);
    assert.match(
      await refused(...by, "--certificate", files.cert, "--key", files.key, "--device", "pump-9"),
      /--device pump-9: the certificate is that of pump-7/,
    );
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
