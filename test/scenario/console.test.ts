import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { createHash, X509Certificate } from "node:crypto";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, it } from "node:test";
import { createAuthority, type KeyPair } from "../../host-sim/emulators/connector/index.js";
import { Air } from "../../host-sim/world/air.js";
import { SerialSocket } from "../../host-sim/world/serial-socket.js";
import { upload } from "../../tools/device-link/upload.js";
import { ConsoleLine } from "../support/console-line.js";
import { Desk } from "../support/desk.js";
import { EventRecord } from "../support/event-record.js";

describe("the serial console of a device, on XS", () => {
  let desk: Desk;
  let events: EventRecord;
  let serial: SerialSocket;
  let line: ConsoleLine;

  beforeEach(async () => {
    desk = await Desk.set();
    events = new EventRecord();
    serial = await SerialSocket.listen();
    line = await ConsoleLine.open(serial);
  });

  afterEach(async () => {
    await line.close();
    await desk.clear();
    await serial.close();
  });

  it("brings a board out of its box online: root, Connector, commit, reports", async () => {
    await desk.boot(events, { cloud: undefined, serial });
    const client = line.client();
    const { id, line: longest } = await client.request("hello n1");
    assert.deepEqual([id, longest], ["dev-1", 120]);
    const before = await client.request("status");
    assert.match(JSON.stringify(before.cloud), /is missing/);
    const { ca, connectorId, domain, port } = desk.connector;
    const content = new Uint8Array(new X509Certificate(ca).raw);
    await upload({ ask: (payload) => client.request(payload), slot: "ca", content, onProgress: () => {} });
    for (const [key, value] of Object.entries({ connectorId, domain, port }))
      await client.request(`set ${key} ${value}`);
    // Nothing worked before, so there is nothing to go back to and no trial.
    assert.deepEqual(await client.request("commit"), {
      changed: ["connectorId", "domain", "port", "ca"],
      restart: true,
      trial: 0,
    });
    await events.next("connected");
    await events.next("reported", { resource: "temperature", acknowledged: true });
    const after = await client.request("status");
    assert.equal((after.cloud as { stage: string }).stage, "online");
    const credentials = (await client.request("creds")).credentials as {
      slot: string;
      fingerprint?: string;
    }[];
    assert.deepEqual(
      credentials.map(({ slot }) => slot),
      ["token", "ca"],
    );
    assert.equal(
      credentials[1]?.fingerprint,
      new X509Certificate(ca).fingerprint256.replaceAll(":", "").toLowerCase(),
    );
  });

  it("takes a certificate for the key that the device made, and comes online with it (CN-PROV-4)", async () => {
    await desk.stopConnector();
    const authority = await createAuthority();
    await desk.startConnector({ authentication: "certificate", pki: { ca: authority.cert } });
    await desk.boot(events, { cloud: undefined, serial });
    const client = line.client();
    await client.request("hello n1");
    const { size, sha256 } = await client.request("csr");
    const pieces: Buffer[] = [];
    for (let offset = 0; offset < Number(size); ) {
      const { data } = await client.request(`csr ${offset}`);
      pieces.push(Buffer.from(String(data), "base64"));
      offset += pieces.at(-1)?.length ?? 0;
    }
    const request = Buffer.concat(pieces);
    assert.equal(createHash("sha256").update(request).digest("hex"), sha256);
    const certificate = certified(desk.folder, request, authority);
    const { ca, connectorId, domain, port } = desk.connector;
    const put = (slot: "ca" | "cert", content: Uint8Array): Promise<void> =>
      upload({ ask: (payload) => client.request(payload), slot, content, onProgress: () => {} });
    await put("ca", new Uint8Array(new X509Certificate(ca).raw));
    await put("cert", certificate);
    for (const [key, value] of Object.entries({ connectorId, domain, port, authentication: "certificate" }))
      await client.request(`set ${key} ${value}`);
    await client.request("commit");
    await events.next("connected", { device: "dev-1" });
    const credentials = (await client.request("creds")).credentials as { slot: string; subject?: string }[];
    assert.equal(credentials.find(({ slot }) => slot === "cert")?.subject, "dev-1");
  });

  it("tries new settings and goes back to those that work where they do not", async () => {
    await desk.boot(events, { serial }, { trialSeconds: 10 });
    await events.next("connected");
    const client = line.client();
    await client.request("hello n1");
    await client.request("set connectorId nowhere");
    await client.request("set trialSeconds 10");
    assert.deepEqual(await client.request("commit"), {
      changed: ["connectorId", "trialSeconds"],
      restart: true,
      trial: 10,
    });
    await events.next("state", { state: "waiting" });
    const during = (await client.request("status")).settings as { trial: { state: string } };
    assert.equal(during.trial.state, "running");
    await events.next("connected");
    const after = (await client.request("status")).settings as { trial: { state: string; reason: string } };
    assert.equal(after.trial.state, "reverted");
    assert.match(after.trial.reason, /dns|tcp|tls/);
  });

  it("goes back to the network before, too, where what was committed beside it does not work", async () => {
    const home = { ssid: "home", passphrase: "correct horse battery" };
    const air = new Air([home, { ssid: "yard", passphrase: "staple staple" }]);
    await desk.boot(events, { serial, air }, { ssid: home.ssid, password: home.passphrase });
    await events.next("connected");
    const client = line.client();
    await client.request("hello n1");
    await client.request("set wifi.ssid yard");
    await client.request("set wifi.psk staple staple");
    await client.request("set connectorId nowhere");
    await client.request("set trialSeconds 10");
    assert.equal((await client.request("commit")).trial, 10);
    await events.next("state", { state: "waiting" });
    assert.equal(ssidIn(await client.request("status")), "yard");
    await events.next("connected");
    assert.equal(ssidIn(await client.request("status")), "home");
    assert.doesNotMatch(flashText(desk), /staple/);
  });

  it("keeps new settings with which the device comes online", async () => {
    await desk.boot(events, { serial });
    await events.next("connected");
    const client = line.client();
    await client.request("hello n1");
    await client.request("set keepAliveSeconds 30");
    assert.equal((await client.request("commit")).trial, 180);
    await events.next("connected");
    const { trial } = (await client.request("status")).settings as { trial: unknown };
    assert.deepEqual(trial, { state: "kept" });
    assert.equal((await client.request("get keepAliveSeconds")).value, 30);
  });

  it("talks to people while the device reports, and log lines leave what they type readable", async () => {
    await desk.boot(events, { serial });
    await line.until("info cloud: connected");
    line.send("helq\x7fp\r");
    const help = await line.until(/factory-reset.*\r\n.*> $/s);
    assert.match(help, /set <key> \[value\]/);
    line.send("set wifi.psk\r");
    assert.match(await line.until("> "), /error unknown/); // no Wi-Fi on this computer
    line.send("status\r");
    assert.match(await line.until(/trial\.state .*\r\n> $/), /cloud\.stage +online/);
    await events.next("reported", { resource: "temperature", acknowledged: true });
  });

  it("erases everything at a factory reset: nothing of what the device knew is in its flash", async () => {
    const device = await desk.boot(events, { serial });
    await events.next("connected");
    await desk.connector.write("dev-1", "report_interval", 7);
    await events.next("written", { resource: "report_interval" });
    const client = line.client();
    await client.request("hello n1");
    await client.request("set deviceName Boiler house");
    await client.request("commit");
    await events.next("connected");
    assert.match(flashText(desk), /Boiler house/);
    const { confirm } = await client.request("factory-reset");
    await client.request(`factory-reset ${confirm}`);
    // It begins anew, with the Connector that came with it.
    await events.next("state", { state: "activating" });
    await device.close();
    assert.doesNotMatch(flashText(desk), /Boiler house|report_interval.*7|erasing/);
  });
});

function ssidIn({ network }: Readonly<Record<string, unknown>>): string | undefined {
  return (network as { readonly ssid?: string }).ssid;
}

/** All that the device keeps in flash. */
function flashText({ folder }: Desk): string {
  const flash = join(folder, "flash");
  const files = readdirSync(flash, { recursive: true, withFileTypes: true }).filter((each) => each.isFile());
  return files.map(({ parentPath, name }) => textOf(join(parentPath, name))).join("\n");
}

/** Empty where the file is gone: a running device has given it its final name meanwhile. */
function textOf(file: string): string {
  try {
    return readFileSync(file, "latin1");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return "";
    throw error;
  }
}

/** What an authority makes of a request: a certificate, DER. By OpenSSL, which so judges the request too. */
function certified(folder: string, request: Uint8Array, authority: KeyPair): Uint8Array {
  const files = {
    request: join(folder, "request.der"),
    ca: join(folder, "ca.pem"),
    key: join(folder, "ca-key.pem"),
  };
  writeFileSync(files.request, request);
  writeFileSync(files.ca, authority.cert);
  writeFileSync(files.key, authority.key);
  const words = [
    "x509",
    "-req",
    "-inform",
    "DER",
    "-in",
    files.request,
    "-CA",
    files.ca,
    "-CAkey",
    files.key,
  ];
  const made = execFileSync("openssl", [...words, "-set_serial", "7", "-days", "30", "-outform", "DER"], {
    stdio: ["ignore", "pipe", "ignore"],
  });
  return new Uint8Array(made);
}
