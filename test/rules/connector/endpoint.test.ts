import assert from "node:assert/strict";
import { X509Certificate } from "node:crypto";
import { once } from "node:events";
import { connect as connectTcp } from "node:net";
import { test } from "node:test";
import { connect, type TLSSocket } from "node:tls";
import {
  createAuthority,
  issueServerCertificate,
  type RunningConnector,
} from "../../../host-sim/emulators/connector/index.js";
import { connectorBench } from "../../support/connector-bench.js";
import { MqttProbe } from "../../support/mqtt-probe.js";

const VERSIONS = ["TLSv1.2", "TLSv1.3"] as const;

test("CN-TLS-1: one host name per Connector, with an id that looks like o33ara2ekbo800000", async (t) => {
  const { connector } = await connectorBench(t);
  assert.match(connector.connectorId, /^[a-z][0-9a-z]{11}00000$/);
  assert.equal(connector.host, `${connector.connectorId}.m2.localhost`);
  const named = await connectorBench(t, { id: "o33ara2ekbo800000", domain: "m2.example.com" });
  assert.equal(named.connector.host, "o33ara2ekbo800000.m2.example.com");
  await named.anonymous();
});

test("CN-TLS-2: plain TCP gets no MQTT", async (t) => {
  const bench = await connectorBench(t);
  const socket = connectTcp({ host: "127.0.0.1", port: bench.connector.port });
  t.after(() => socket.destroy());
  const received: Buffer[] = [];
  socket.on("data", (bytes) => received.push(bytes));
  socket.write(Buffer.from("101000044d5154540402003c000461626364", "hex"));
  await once(socket, "close", { signal: AbortSignal.timeout(5_000) });
  assert.equal(Buffer.concat(received).includes(Buffer.from("20020000", "hex")), false);
  await bench.event("refused", ({ reason }) => reason === "tls-handshake");
});

for (const maxVersion of VERSIONS) {
  test(`CN-TLS-3: a client without SNI is refused (${maxVersion})`, async (t) => {
    const bench = await connectorBench(t);
    const { port, ca } = bench.connector;
    await assert.rejects(MqttProbe.open({ port, ca, host: "", maxVersion }), /handshake failure/);
    await bench.event("refused", ({ reason }) => reason === "no-server-name");
  });

  test(`CN-TLS-3: a client that names an unknown Connector is refused (${maxVersion})`, async (t) => {
    const bench = await connectorBench(t);
    const { port, ca } = bench.connector;
    for (const host of ["other.m2.localhost", "m2.localhost", `${bench.connector.host}.example.com`]) {
      await assert.rejects(MqttProbe.open({ port, ca, host, maxVersion }), /handshake failure/);
      await bench.event(
        "refused",
        ({ reason, serverName }) => reason === "unknown-server-name" && serverName === host,
      );
    }
  });

  test(`CN-TLS-4: ${maxVersion} is offered`, async (t) => {
    const { connector } = await connectorBench(t);
    const probe = await MqttProbe.open({
      port: connector.port,
      ca: connector.ca,
      host: connector.host,
      maxVersion,
    });
    assert.equal(probe.socket.getProtocol(), maxVersion);
    await probe.close();
  });
}

test("CN-TLS-4: the chain sent is leaf and authority, for the host's name and for dates that hold", async (t) => {
  const { connector } = await connectorBench(t);
  const probe = await MqttProbe.open({ port: connector.port, ca: connector.ca, host: connector.host });
  t.after(() => probe.close());
  const peer = probe.socket.getPeerCertificate(true);
  const leaf = new X509Certificate(peer.raw);
  const authority = new X509Certificate(peer.issuerCertificate.raw);
  assert.equal(leaf.subjectAltName, `DNS:${connector.host}`);
  assert.equal(leaf.verify(authority.publicKey), true);
  assert.equal(authority.ca, true);
  assert.equal(leaf.ca, false);
  assert.equal(authority.toString(), new X509Certificate(connector.ca).toString());
  const days = (Date.parse(leaf.validTo) - Date.parse(leaf.validFrom)) / 86_400_000;
  assert.ok(days <= 397, `${days} days`);
  assert.ok(Date.parse(leaf.validFrom) < Date.now() && Date.parse(leaf.validTo) > Date.now());
});

test("CN-TLS-4: a client that verifies refuses an expired, a misnamed and a foreign certificate", async (t) => {
  const ca = await createAuthority();
  const day = 86_400_000;
  const host = "o33ara2ekbo800000.m2.localhost";
  const cases = [
    {
      code: "CERT_HAS_EXPIRED",
      tls: await issueServerCertificate({
        ca,
        names: [host],
        notBefore: new Date(Date.now() - 30 * day),
        notAfter: new Date(Date.now() - day),
      }),
    },
    {
      code: "CERT_NOT_YET_VALID",
      tls: await issueServerCertificate({ ca, names: [host], notBefore: new Date(Date.now() + day) }),
    },
    {
      code: "ERR_TLS_CERT_ALTNAME_INVALID",
      tls: await issueServerCertificate({ ca, names: ["other.m2.localhost"] }),
    },
    {
      code: "SELF_SIGNED_CERT_IN_CHAIN",
      tls: await issueServerCertificate({ ca: await createAuthority(), names: [host] }),
    },
  ];
  for (const { code, tls } of cases) {
    const { connector } = await connectorBench(t, { id: "o33ara2ekbo800000", tls });
    await assert.rejects(MqttProbe.open({ port: connector.port, ca: ca.cert, host }), { code });
  }
  const { connector } = await connectorBench(t, {
    id: "o33ara2ekbo800000",
    tls: await issueServerCertificate({ ca, names: [host] }),
  });
  const probe = await MqttProbe.open({ port: connector.port, ca: ca.cert, host });
  await probe.close();
});

test("CN-TLS-3: upper and lower case of the server name make no difference", async (t) => {
  const { connector } = await connectorBench(t);
  const { port, ca, host } = connector;
  const probe = await MqttProbe.open({ port, ca, host: host.toUpperCase() });
  t.after(() => probe.close());
  probe.send({ cmd: "connect", clientId: "", keepalive: 60 });
  assert.equal((await probe.expectPacket("connack")).returnCode, 0);
});

test("CN-TLS-5: a chain of four certificates is served whole, and a client that holds the root alone accepts it", async (t) => {
  const root = await createAuthority({ intermediates: 2 });
  const upper = await createAuthority({ issuer: root, intermediates: 1 });
  const lower = await createAuthority({ issuer: upper });
  const host = "o33ara2ekbo800000.m2.localhost";
  const tls = await issueServerCertificate({ ca: lower, names: [host] });
  const { connector } = await connectorBench(t, { id: "o33ara2ekbo800000", tls });
  const probe = await MqttProbe.open({ port: connector.port, ca: root.cert, host });
  t.after(() => probe.close());
  let certificate = probe.socket.getPeerCertificate(true);
  const subjects = [certificate.subject.CN];
  while (certificate.issuerCertificate.fingerprint256 !== certificate.fingerprint256) {
    certificate = certificate.issuerCertificate;
    subjects.push(certificate.subject.CN);
  }
  assert.deepEqual([subjects[0], subjects.length], [host, 4]);
  assert.equal(tls.cert.match(/BEGIN CERTIFICATE/g)?.length, 4);
});

test("CN-TLS-4: TLS 1.1 is not offered", async (t) => {
  const { connector } = await connectorBench(t);
  await assert.rejects(legacyHandshake(connector));
});

async function legacyHandshake({ port, ca, host }: RunningConnector): Promise<TLSSocket> {
  const legacy = { minVersion: "TLSv1.1", maxVersion: "TLSv1.1", ciphers: "DEFAULT@SECLEVEL=0" } as const;
  const socket = connect({ host: "127.0.0.1", port, ca, servername: host, ...legacy });
  await once(socket, "secureConnect", { signal: AbortSignal.timeout(5_000) });
  return socket;
}
