import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import type { IncomingHttpHeaders } from "node:http";
import { request } from "node:https";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import type { EmulatedConnector } from "../../../host-sim/emulators/connector/index.js";
import { type ConnectorBench, connectorBench, temporaryFolder } from "../../support/connector-bench.js";

const FIRMWARE = Buffer.from(Array.from({ length: 100_000 }, (_, index) => index % 251));

interface Download {
  readonly status: number | undefined;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
  /** Whether all that was announced arrived. */
  readonly complete: boolean;
}

/** GET of a listed address, resolved to the emulator as a device's DNS would. */
function download(
  { address, ca }: EmulatedConnector,
  url: string,
  headers: Record<string, string> = {},
  method = "GET",
): Promise<Download> {
  const { hostname, port, pathname } = new URL(url);
  return new Promise((resolve, reject) => {
    const options = { host: address, port, path: pathname, servername: hostname, ca, headers, method };
    const outgoing = request({ ...options, agent: false, timeout: 5_000 }, (response) => {
      const parts: Buffer[] = [];
      response.on("data", (bytes: Buffer) => parts.push(bytes));
      // "close" follows an abort too; which of both it was is what `complete` tells.
      response.on("error", () => {});
      response.on("close", () => {
        const { statusCode: status, complete } = response;
        resolve({ status, headers: response.headers, body: Buffer.concat(parts), complete });
      });
    });
    outgoing.on("error", reject);
    outgoing.on("timeout", () => outgoing.destroy(new Error(`${url}: nothing came`)));
    outgoing.end();
  });
}

/** A Connector with three files, and a device of it. */
async function contentBench(
  t: TestContext,
): Promise<{ bench: ConnectorBench; folder: string; list: () => Promise<Record<string, unknown>[]> }> {
  const folder = temporaryFolder(t);
  writeFileSync(join(folder, "firmware 1.2.bin"), FIRMWARE);
  writeFileSync(join(folder, "settings.json"), '{"interval": 60}');
  writeFileSync(join(folder, "empty.txt"), "");
  const bench = await connectorBench(t, { content: folder });
  const probe = await bench.device("dev1");
  const list = async () => {
    probe.publish("$content", "");
    const { topic, payload } = await probe.expectPublish();
    assert.equal(topic, "$content");
    return JSON.parse(payload) as Record<string, unknown>[];
  };
  return { bench, folder, list };
}

async function urlOf(list: () => Promise<Record<string, unknown>[]>, name: string): Promise<string> {
  const entry = (await list()).find((each) => each.name === name);
  assert.equal(typeof entry?.url, "string");
  return String(entry?.url);
}

test("CN-CON-1: an empty payload on $content is answered there by the list of files", async (t) => {
  const { bench, list } = await contentBench(t);
  const base = bench.connector.contentUrl;
  assert.match(base ?? "", new RegExp(`^https://${bench.connector.host}:\\d+/$`));
  assert.deepEqual(await list(), [
    { name: "empty.txt", length: 0, mime: "text/plain", url: `${base}empty.txt` },
    {
      name: "firmware 1.2.bin",
      length: FIRMWARE.length,
      mime: "application/octet-stream",
      url: `${base}firmware%201.2.bin`,
    },
    { name: "settings.json", length: 16, mime: "application/json", url: `${base}settings.json` },
  ]);
});

test("CN-CON-1: without a folder the list is empty, and a payload that is not empty asks for nothing", async (t) => {
  const bench = await connectorBench(t);
  assert.equal(bench.connector.contentUrl, null);
  const probe = await bench.device("dev1");
  probe.publish("$content", "list please", { id: 1 });
  await probe.expectPacket("puback");
  await probe.expectNothing();
  probe.publish("$content", "", { id: 2 });
  await probe.expectPacket("puback");
  assert.deepEqual(await probe.expectPublish(), { topic: "$content", payload: "[]", qos: 0 });
});

test("CN-CON-1: a listed address is downloaded over HTTPS, with its length, type and digest", async (t) => {
  const { bench, list } = await contentBench(t);
  const { status, headers, body } = await download(bench.connector, await urlOf(list, "firmware 1.2.bin"));
  assert.equal(status, 200);
  assert.deepEqual(body, FIRMWARE);
  assert.equal(headers["content-length"], String(FIRMWARE.length));
  assert.equal(headers["content-type"], "application/octet-stream");
  assert.equal(headers["accept-ranges"], "bytes");
  const sha256 = createHash("sha256").update(FIRMWARE).digest();
  assert.equal(headers["repr-digest"], `sha-256=:${sha256.toString("base64")}:`);
  assert.equal(headers.etag, `"${sha256.toString("hex")}"`);
  const { sizeBytes, complete } = await bench.event("download");
  assert.deepEqual([sizeBytes, complete], [FIRMWARE.length, true]);
  const empty = await download(bench.connector, await urlOf(list, "empty.txt"));
  assert.deepEqual([empty.status, empty.body.length, empty.complete], [200, 0, true]);
  const head = await download(bench.connector, await urlOf(list, "settings.json"), {}, "HEAD");
  assert.deepEqual([head.status, head.headers["content-length"], head.body.length], [200, "16", 0]);
});

const RANGES: readonly (readonly [range: string, status: number, first: number, end: number])[] = [
  ["bytes=0-99", 206, 0, 100],
  ["bytes=99990-", 206, 99_990, 100_000],
  ["bytes=99990-200000", 206, 99_990, 100_000],
  ["bytes=-10", 206, 99_990, 100_000],
  ["bytes=-200000", 206, 0, 100_000],
  ["bytes=100000-", 416, 0, 0],
  ["bytes=-0", 416, 0, 0],
  ["bytes=5-2", 200, 0, 100_000],
  ["bytes=0-1,5-9", 200, 0, 100_000],
  ["lines=1-2", 200, 0, 100_000],
];
test("CN-CON-1: a part can be asked for, so that a download resumes", async (t) => {
  const { bench, list } = await contentBench(t);
  const url = await urlOf(list, "firmware 1.2.bin");
  for (const [range, status, first, end] of RANGES) {
    const part = await download(bench.connector, url, { range });
    assert.equal(part.status, status, range);
    assert.deepEqual(part.body, FIRMWARE.subarray(first, end), range);
    const contentRange = { 200: undefined, 206: `bytes ${first}-${end - 1}/100000`, 416: "bytes */100000" };
    assert.equal(part.headers["content-range"], contentRange[status as 200 | 206 | 416], range);
  }
});

test("CN-CON-1: a file that changed meanwhile is sent whole to who asks for the rest of the old one", async (t) => {
  const { bench, folder, list } = await contentBench(t);
  const url = await urlOf(list, "settings.json");
  const { headers } = await download(bench.connector, url);
  const resume = { range: "bytes=10-", "if-range": headers.etag ?? "" };
  assert.equal((await download(bench.connector, url, resume)).status, 206);
  writeFileSync(join(folder, "settings.json"), '{"interval": 3600}');
  const whole = await download(bench.connector, url, resume);
  assert.deepEqual([whole.status, whole.body.toString()], [200, '{"interval": 3600}']);
});

test("CN-CON-1: nothing but the listed files can be had", async (t) => {
  const { bench, folder, list } = await contentBench(t);
  mkdirSync(join(folder, "inner"));
  writeFileSync(join(folder, "inner", "secret.txt"), "secret");
  writeFileSync(join(folder, ".hidden"), "secret");
  symlinkSync(join(folder, "nowhere"), join(folder, "dangling.txt"));
  assert.equal((await list()).length, 3);
  const { port } = new URL(bench.connector.contentUrl ?? "");
  for (const path of ["", "inner", "inner%2Fsecret.txt", "..%2Fca-key.pem", ".hidden", "%E0%A4%A"]) {
    const url = `https://${bench.connector.host}:${port}/${path}`;
    assert.equal((await download(bench.connector, url)).status, 404, path);
  }
  const listed = await urlOf(list, "settings.json");
  assert.equal((await download(bench.connector, listed, {}, "DELETE")).status, 405);
  const stranger = listed.replace(bench.connector.host, "other.m2.localhost");
  await assert.rejects(download(bench.connector, stranger), /handshake failure/);
});

test("cut-download: the download breaks at byte n and goes on from there", async (t) => {
  const { bench, list } = await contentBench(t);
  const url = await urlOf(list, "firmware 1.2.bin");
  await bench.connector.inject({ kind: "cut-download", bytes: 12_345, times: 1 });
  const first = await download(bench.connector, url);
  assert.deepEqual([first.complete, first.body.length], [false, 12_345]);
  const rest = await download(bench.connector, url, { range: "bytes=12345-" });
  assert.deepEqual(Buffer.concat([first.body, rest.body]), FIRMWARE);
  const { offset, complete } = await bench.event("download", (event) => event.complete);
  assert.deepEqual([offset, complete], [12_345, true]);
});

test("bad-certificate holds for downloads too", async (t) => {
  const { bench, list } = await contentBench(t);
  const url = await urlOf(list, "settings.json");
  await bench.connector.inject({ kind: "bad-certificate", flaw: "expired", times: 1 });
  await assert.rejects(download(bench.connector, url), { code: "CERT_HAS_EXPIRED" });
  assert.equal((await download(bench.connector, url)).status, 200);
});
