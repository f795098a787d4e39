import assert from "node:assert/strict";
import { before, test } from "node:test";
import {
  createAuthority,
  issueClientCertificate,
  type KeyPair,
} from "../../../host-sim/emulators/connector/index.js";
import { type ConnectorBench, connectorBench } from "../../support/connector-bench.js";
import type { MqttProbe } from "../../support/mqtt-probe.js";

const DAY = 86_400_000;
let authority: KeyPair;
/** Self-signed, common name dev1: two different ones, and one with an RSA key. */
let own: KeyPair;
let other: KeyPair;
let rsa: KeyPair;

before(async () => {
  authority = await createAuthority();
  own = await issueClientCertificate({ deviceId: "dev1", keys: "ecdsa" });
  other = await issueClientCertificate({ deviceId: "dev1", keys: "ecdsa" });
  rsa = await issueClientCertificate({ deviceId: "dev-rsa" });
});

const EMPTY = { cmd: "connect", clientId: "", keepalive: 60 } as const;

/** Presents a certificate and an otherwise empty CONNECT. @returns the probe and CONNACK's code. */
async function login(
  bench: ConnectorBench,
  client: KeyPair | undefined,
  maxVersion: "TLSv1.2" | "TLSv1.3" = "TLSv1.3",
): Promise<{ probe: MqttProbe; returnCode: number | undefined }> {
  const probe = await bench.connect({ maxVersion, ...(client === undefined ? {} : { client }) });
  probe.send(EMPTY);
  return { probe, returnCode: (await probe.expectPacket("connack")).returnCode };
}

async function isRefused(bench: ConnectorBench, client: KeyPair | undefined, reason: string): Promise<void> {
  const { probe, returnCode } = await login(bench, client);
  assert.equal(returnCode, 4);
  await probe.expectClosed();
  await bench.event("refused", (event) => event.reason === reason);
}

for (const maxVersion of ["TLSv1.2", "TLSv1.3"] as const) {
  test(`CN-PROV-4: connecting with a client certificate activates its common name (${maxVersion})`, async (t) => {
    const bench = await connectorBench(t, { authentication: "certificate" });
    for (const client of [own, rsa]) {
      const { probe, returnCode } = await login(bench, client, maxVersion);
      assert.equal(returnCode, 0);
      await probe.expectNothing();
    }
    assert.deepEqual(
      (await bench.connector.list()).map(({ device, state, connected }) => [device, state, connected]),
      [
        ["dev1", "provisioned", true],
        ["dev-rsa", "provisioned", true],
      ],
    );
    await bench.event("activated", ({ device }) => device === "dev-rsa");
    assert.equal((await login(bench, own, maxVersion)).returnCode, 0);
    assert.equal(bench.connector.events().filter(({ event }) => event === "activated").length, 2);
  });
}

test("CN-PROV-4: a later connection must present the same certificate, also after a restart", async (t) => {
  const first = await connectorBench(t, { authentication: "certificate" });
  assert.equal((await login(first, own)).returnCode, 0);
  await isRefused(first, other, "other-certificate");
  await first.connector.close();
  const second = await connectorBench(t, { authentication: "certificate", stateDir: first.stateDir });
  await isRefused(second, other, "other-certificate");
  assert.equal((await login(second, own)).returnCode, 0);
});

test("CN-PROV-4: without a certificate nobody gets in, and there is no activation by topic", async (t) => {
  const bench = await connectorBench(t, { authentication: "certificate" });
  await isRefused(bench, undefined, "no-certificate");
  assert.deepEqual(await bench.connector.list(), []);
});

test("CN-PROV-4: ClientID, user name and password are empty", async (t) => {
  const bench = await connectorBench(t, { authentication: "certificate" });
  for (const fields of [
    { clientId: "dev1" },
    { username: "dev1" },
    { username: "dev1", password: Buffer.from("secret") },
  ]) {
    const probe = await bench.connect({ client: own });
    probe.send({ ...EMPTY, ...fields });
    assert.equal((await probe.expectPacket("connack")).returnCode, 4);
    await probe.expectClosed();
  }
  await bench.event("refused", ({ device, reason }) => device === "dev1" && reason === "login-not-empty");
  assert.deepEqual(await bench.connector.list(), []);
});

test("CN-PROV-4: with PKI the chain must lead to the Connector's authority, within its dates", async (t) => {
  const pki = { ca: authority.cert };
  const bench = await connectorBench(t, { authentication: "certificate", pki });
  const deviceId = "dev1";
  const foreign = await createAuthority();
  await isRefused(bench, own, "untrusted-certificate");
  const wrong = await Promise.all([
    issueClientCertificate({ deviceId, keys: "ecdsa", ca: foreign }),
    // Names the right authority, but another key signed it.
    issueClientCertificate({ deviceId, keys: "ecdsa", ca: { cert: authority.cert, key: foreign.key } }),
    issueClientCertificate({
      deviceId,
      keys: "ecdsa",
      ca: authority,
      notBefore: new Date(Date.now() - 2 * DAY),
      notAfter: new Date(Date.now() - DAY),
    }),
  ]);
  for (const client of wrong) await isRefused(bench, client, "untrusted-certificate");
  const issued = await issueClientCertificate({ deviceId, keys: "ecdsa", ca: authority });
  assert.equal((await login(bench, issued)).returnCode, 0);
  // A renewed certificate of the same authority is the same device.
  const renewed = await issueClientCertificate({ deviceId, ca: authority });
  assert.equal((await login(bench, renewed)).returnCode, 0);
});

test("CN-PROV-7: revoke kicks the device; it activates again by connecting, with a new certificate if it likes", async (t) => {
  const bench = await connectorBench(t, { authentication: "certificate" });
  const { probe } = await login(bench, own);
  assert.equal((await bench.connector.revoke("dev1")).state, "reprovision");
  await probe.expectClosed();
  assert.equal((await login(bench, other)).returnCode, 0);
  await isRefused(bench, own, "other-certificate");
});

test("CN-PROV-6: registration, identity format and lock hold for certificates as they do for tokens", async (t) => {
  const bench = await connectorBench(t, {
    authentication: "certificate",
    registration: false,
    identity: /^dev\d$/,
  });
  await isRefused(bench, rsa, "bad-identity");
  await isRefused(bench, own, "not-whitelisted");
  await bench.connector.enable("dev1");
  const { probe, returnCode } = await login(bench, own);
  assert.equal(returnCode, 0);
  await bench.connector.lock("dev1");
  await probe.expectClosed();
  const attempt = await bench.connect({ client: own });
  attempt.send(EMPTY);
  await attempt.expectClosed();
  await bench.connector.unlock("dev1");
  assert.equal((await login(bench, own)).returnCode, 0);
});

test("CN-PROV-4: a Connector of another authentication type ignores a certificate", async (t) => {
  const bench = await connectorBench(t);
  const probe = await bench.connect({ client: own });
  probe.send(EMPTY);
  assert.equal((await probe.expectPacket("connack")).returnCode, 0);
  probe.publish("$resource/a", "1");
  await probe.expectClosed(); // It is an anonymous client (CN-PROV-5).
});
