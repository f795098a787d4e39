import assert from "node:assert/strict";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import {
  createAuthority,
  readConnectorConfig,
  startConnectors,
} from "../../../../host-sim/emulators/connector/index.js";
import { temporaryFolder } from "../../../support/connector-bench.js";

const README = new URL("../../../../host-sim/emulators/connector/README.md", import.meta.url);

/** Writes a configuration file. */
function configFile(t: TestContext, config: unknown): string {
  const file = join(temporaryFolder(t), "bowline.json");
  writeFileSync(file, typeof config === "string" ? config : JSON.stringify(config));
  return file;
}

/** A Connector whose only interesting part is `rest`. */
const one = (rest: Record<string, unknown>) => ({ connectors: [{ id: "north", ...rest }] });

test("the example of the README is understood and starts", async (t) => {
  const [, example = ""] = /```json\n([\s\S]*?)```/.exec(readFileSync(README, "utf8")) ?? [];
  const file = configFile(t, example);
  const folder = join(file, "..");
  mkdirSync(join(folder, "files"));
  writeFileSync(join(folder, "device-ca.pem"), (await createAuthority()).cert);
  const config = readConnectorConfig(file);
  const running = await startConnectors({ ...config, stateDir: temporaryFolder(t), port: 0, contentPort: 0 });
  t.after(() => running.close());
  assert.equal(running.connectors.length, 2);
  const [greenhouse] = running.connectors;
  assert.equal((await greenhouse?.enable("AA:BB:CC:DD:EE:FF"))?.state, "whitelisted");
  const readings = await greenhouse?.read("AA:BB:CC:DD:EE:FF", "fan");
  assert.deepEqual([readings?.[0]?.reported, readings?.[0]?.settable], [0, true]);
});

test("every field arrives as the option of its name; paths begin at the file's folder", async (t) => {
  const { cert } = await createAuthority();
  const north = {
    id: "north",
    domain: "m2.example.com",
    dialect: "D",
    provisioning: false,
    registration: false,
    addresses: ["10.0.0.0/8"],
    refuseWith: 5,
    sessionPresent: false,
    stampedTopics: true,
    disconnectOnRejected: true,
    learn: true,
    resources: [
      { alias: "a", format: "number", unit: "mm", allowed: [1, "9-11"], settable: true, initial: 10 },
    ],
    limits: { connectTimeout: 1000 },
    faults: [{ at: 0, fault: { kind: "stall" }, for: 10 }],
  };
  const special = {
    authentication: "certificate",
    pki: "ca.pem",
    content: "files",
    tls: { key: "ca.pem", cert: "ca.pem" },
  };
  const file = configFile(t, {
    port: 1,
    contentPort: 2,
    bind: "::1",
    connectors: [{ ...north, ...special }],
  });
  const folder = join(file, "..");
  mkdirSync(join(folder, "files"));
  writeFileSync(join(folder, "ca.pem"), cert);
  assert.deepEqual(readConnectorConfig(file), {
    port: 1,
    contentPort: 2,
    bind: "::1",
    connectors: [
      {
        ...north,
        authentication: "certificate",
        pki: { ca: cert },
        content: join(folder, "files"),
        tls: { key: cert, cert },
      },
    ],
  });
});

test("an identity's pattern holds for the whole identity", (t) => {
  const [north] = readConnectorConfig(configFile(t, one({ identity: { pattern: "a|bc" } }))).connectors;
  const { identity } = north ?? {};
  assert.ok(identity instanceof RegExp);
  assert.deepEqual(
    ["a", "bc", "ac", "abc", "xa"].map((text) => identity.test(text)),
    [true, true, false, false, false],
  );
});

const RESOURCE = { alias: "a", format: "number" };
const WRONG: readonly (readonly [problem: string, config: unknown])[] = [
  ["is not JSON: ", "{"],
  ["expected Object, found 5", 5],
  ["connectors: is missing", {}],
  ["connectors: describes no Connector", { connectors: [] }],
  ["prot: is not a known field", { ...one({}), prot: 1 }],
  ["port: expected <=65535, found 70000", { ...one({}), port: 70_000 }],
  ["bind: is not an IP address", { ...one({}), bind: "localhost" }],
  ["connectors[0].id: is missing", { connectors: [{}] }],
  ['connectors[0].id: id "Bad_Id" is not a DNS label', { connectors: [{ id: "Bad_Id" }] }],
  ['connectors[1].id: "north" is taken', { connectors: [{ id: "north" }, { id: "north" }] }],
  ["connectors[0].authentication: expected", one({ authentication: "psk" })],
  ["connectors[0].identity: is neither one of any, mac", one({ identity: "imei" })],
  ["connectors[0].identity.pattern: is not a regular expression", one({ identity: { pattern: "(" } })],
  ["connectors[0].refuseWith: expected (4 | 5), found 3", one({ refuseWith: 3 })],
  [
    "connectors[0].resources[1].format: expected",
    one({ resources: [RESOURCE, { alias: "b", format: "int" }] }),
  ],
  [
    'connectors[0].resources[0].initial: resource "a": initial "x" is not a number',
    one({ resources: [{ ...RESOURCE, initial: "x" }] }),
  ],
  [
    'connectors[0].resources[0].alias: resource "a.b": alias must not',
    one({ resources: [{ ...RESOURCE, alias: "a.b" }] }),
  ],
  [
    'connectors[0].resources[0].allowed[1]: resource "a": allowed value "9-x"',
    one({ resources: [{ ...RESOURCE, allowed: [0, "9-x"] }] }),
  ],
  [
    'connectors[0].resources[1].alias: resource "a" is defined twice',
    one({ resources: [RESOURCE, RESOURCE] }),
  ],
  ['connectors[0].domain: domain "a..b" is not', one({ domain: "a..b" })],
  ['connectors[0].addresses[1]: addresses: "10.0.0.0/40"', one({ addresses: ["10.0.0.0/8", "10.0.0.0/40"] })],
  ["connectors[0].pki: ", one({ authentication: "certificate", pki: "missing.pem" })],
  ["connectors[0].content: content ", one({ content: "missing" })],
  [
    "connectors[0].faults[0].fault.code: is missing",
    one({ faults: [{ at: 0, fault: { kind: "refuse-connack" } }] }),
  ],
  ["connectors[0].limits.packetBytes: expected >=1, found 0", one({ limits: { packetBytes: 0 } })],
];
for (const [problem, config] of WRONG) {
  test(`a mistake is told with the path of its field: ${problem}`, (t) => {
    const file = configFile(t, config);
    assert.throws(
      () => readConnectorConfig(file),
      ({ message }: Error) => message.startsWith(`${file}: ${problem}`) || assert.fail(message),
    );
  });
}

test("all mistakes are told at once, one a line", (t) => {
  const file = configFile(t, { port: -1, connectors: [{ id: "north", learn: "yes" }] });
  const lines = [
    `${file}: port: expected >=0, found -1`,
    `${file}: connectors[0].learn: expected boolean, found "yes"`,
  ];
  assert.throws(() => readConnectorConfig(file), { message: lines.join("\n") });
});

test("a file that is not there is named", () => {
  assert.throws(
    () => readConnectorConfig("/nonexistent/bowline.json"),
    /\/nonexistent\/bowline\.json cannot be read/,
  );
});
