import assert from "node:assert/strict";
import { generateKeyPairSync } from "node:crypto";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { issueClientCertificate } from "../../../../host-sim/emulators/connector/index.js";
import { readCredentials } from "../../../../tools/work/provision/credential-file.js";
import { readList } from "../../../../tools/work/provision/list-file.js";
import { PlanError } from "../../../../tools/work/provision/plan-error.js";
import { completePlan, readPlan } from "../../../../tools/work/provision/plan-input.js";
import { parseSecrets } from "../../../../tools/work/provision/secrets.js";

let folder: string;
const file = async (name: string, content: string | Uint8Array): Promise<string> => {
  const path = join(folder, name);
  await writeFile(path, content);
  return path;
};
const refused = (message: RegExp) => (error: unknown) => {
  assert.ok(error instanceof PlanError, String(error));
  assert.match(error.message, message);
  assert.doesNotMatch(error.message, /hunter2|BEGIN/);
  return true;
};

before(async () => {
  folder = await mkdtemp(join(tmpdir(), "bowline-plans-"));
});
after(() => rm(folder, { recursive: true, force: true }));

describe("a plan in a file", () => {
  it("becomes settings, Wi-Fi and credentials; paths are relative to the file", async () => {
    const { cert, key } = await issueClientCertificate({ deviceId: "pump-7" });
    await file("pump.pem", cert);
    await file("pump.key", key);
    const path = await file(
      "plan.json",
      JSON.stringify({
        wifi: { ssid: "workshop" },
        connectorId: "o33ara2ekbo800000",
        port: 8883,
        certificate: "pump.pem",
        key: "pump.key",
        settings: { keepAliveSeconds: 120 },
      }),
    );
    const plan = await completePlan(await readPlan(path), { passphrase: "hunter2hunter2", onlineSeconds: 5 });
    assert.deepEqual(plan.wifi, { ssid: "workshop", passphrase: "hunter2hunter2" });
    assert.deepEqual(plan.settings, {
      connectorId: "o33ara2ekbo800000",
      port: "8883",
      keepAliveSeconds: "120",
    });
    assert.deepEqual(Object.keys(plan.credentials), ["cert", "key"]);
    assert.equal(plan.credentials.cert?.[0], 0x30); // DER
  });

  const mistakes: readonly [string, string, RegExp][] = [
    ["no JSON, without a word of its content", '{"wifi": {"passphrase": "hunter2"', /is not JSON/],
    ["a field that there is not", '{"hostname": "hunter2"}', /hostname: is not known here/],
    ["a list where a text belongs", '{"domain": ["hunter2"]}', /domain: has to be/],
    ["another way to prove who it is", '{"authentication": "hunter2"}', /authentication: has to be .*token/],
    ["two lines in one value", '{"domain": "a\\nhunter2"}', /domain: has to be one line/],
  ];
  for (const [what, content, message] of mistakes)
    it(`refuses ${what}`, async () => {
      await assert.rejects(readPlan(await file("bad.json", content)), refused(message));
    });

  it("refuses a passphrase for no network", async () => {
    await assert.rejects(
      completePlan({}, { passphrase: "hunter2hunter2", onlineSeconds: 0 }),
      refused(/no wifi\.ssid/),
    );
  });
});

describe("secrets on standard input", () => {
  it("are lines of name=value; a passphrase may hold blanks and =", () => {
    assert.deepEqual(parseSecrets("# mine\n\nwifi.psk= a=b \n"), { passphrase: " a=b " });
  });

  it("are refused by the number of the line, not by its content", () => {
    assert.throws(() => parseSecrets("\nwifi.pks=hunter2"), refused(/line 2/));
    assert.throws(() => parseSecrets("hunter2"), refused(/line 1/));
  });
});

describe("credentials in files", () => {
  it("are refused with the file and the reason", async () => {
    const { cert, key } = await issueClientCertificate({ deviceId: "one" });
    const other = await issueClientCertificate({ deviceId: "two" });
    const ec = generateKeyPairSync("ec", { namedCurve: "P-256" }).privateKey;
    const [one, oneKey, otherKey, ecKey, junk] = await Promise.all([
      file("one.pem", cert),
      file("one.key", key),
      file("other.key", other.key),
      file("ec.key", ec.export({ type: "pkcs8", format: "pem" })),
      file("junk.pem", "hunter2"),
    ]);
    const cases: readonly [Parameters<typeof readCredentials>[0], RegExp][] = [
      [{ cert: one }, /key: is missing/],
      [{ key: oneKey }, /certificate: is missing/],
      [{ cert: one, key: otherKey }, /is not the key of/],
      [{ cert: one, key: ecKey }, /of type ec; boards can use RSA/],
      [{ cert: junk, key: oneKey }, /junk\.pem is no certificate/],
      [{ cert: one, key: junk }, /junk\.pem is no private key/],
      [{ ca: join(folder, "nowhere.pem") }, /nowhere\.pem cannot be read \(ENOENT\)/],
    ];
    for (const [files, message] of cases) await assert.rejects(readCredentials(files), refused(message));
  });

  it("may be several roots in one file", async () => {
    const roots = await Promise.all(["a", "b"].map((deviceId) => issueClientCertificate({ deviceId })));
    const { ca } = await readCredentials({
      ca: await file("roots.pem", roots.map(({ cert }) => cert).join("\n")),
    });
    const one = (await readCredentials({ ca: await file("root.pem", roots[0]?.cert ?? "") })).ca;
    assert.ok(ca !== undefined && one !== undefined && ca.byteLength > one.byteLength);
    assert.deepEqual(ca.slice(0, one.byteLength), one);
  });
});

describe("a list of boards", () => {
  const common = { connectorId: "o33ara2ekbo800000", settings: { keepAliveSeconds: "60" } };

  it("reads CSV: each row over what all have in common", async () => {
    const path = await file(
      "list.csv",
      "deviceId,ssid,passphrase,keepAliveSeconds\r\npump-1,workshop,hunter2hunter2,\r\npump-2,,,90\r\n",
    );
    const [one, two] = await readList(path, common);
    assert.deepEqual(one?.plan.wifi, { ssid: "workshop", passphrase: "hunter2hunter2" });
    assert.equal(one?.plan.connectorId, "o33ara2ekbo800000");
    assert.deepEqual(two?.plan.settings, { keepAliveSeconds: "90" });
    assert.equal(two?.plan.wifi, undefined);
  });

  it("reads JSON", async () => {
    const path = await file(
      "list.json",
      JSON.stringify([{ deviceId: "a" }, { deviceId: "b", domain: "x.org" }]),
    );
    const list = await readList(path, common);
    assert.deepEqual(
      list.map(({ deviceId, plan }) => [deviceId, plan.domain]),
      [
        ["a", undefined],
        ["b", "x.org"],
      ],
    );
  });

  const mistakes: readonly [string, string, string, RegExp][] = [
    ["a row without an identity", "l.csv", "deviceId,ssid\n,workshop\n", /row 1: deviceId: is missing/],
    ["an identity twice", "l.csv", "deviceId\na\na\n", /row 2: deviceId: a stands in the list twice/],
    ["a row with too many fields", "l.csv", "deviceId\na,hunter2\n", /line 2/],
    ["JSON that is no list", "l.json", "{}", /has to be a list/],
    ["an entry with a mistake", "l.json", '[{"deviceId":"a","wifi":{}}]', /entry 1: wifi\.ssid/],
  ];
  for (const [what, name, content, message] of mistakes)
    it(`refuses ${what}`, async () => {
      await assert.rejects(readList(await file(name, content), common), refused(message));
    });
});
