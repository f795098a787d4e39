import "../../../support/xs-globals.js";
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { toSecret } from "../../../../firmware/certificate/client-certificate.js";
import { ConnectorBench } from "../../../support/fake-connector.js";

const byCertificate = { authentication: "certificate" } as const;
/** Two values in DER, for certificates: what is in them is no matter of the login. */
const chain = Uint8Array.of(0x30, 1, 7, 0x30, 2, 8, 9);
const key = Uint8Array.of(0x30, 0);

describe("a login by certificate (CN-PROV-4)", () => {
  it("shows certificate and key to TLS, own first, and names nobody in CONNECT", () => {
    const bench = new ConnectorBench(byCertificate);
    bench.connect(toSecret({ chain, key }));
    const { options } = bench.client;
    const { secure } = options.socket as { secure: Record<string, unknown> };
    assert.deepEqual(secure.clientCertificates, [
      Uint8Array.of(0x30, 1, 7).buffer,
      Uint8Array.of(0x30, 2, 8, 9).buffer,
    ]);
    assert.deepEqual(secure.clientKey, key.buffer);
    assert.equal(secure.serverName, "c1.m2.localhost");
    assert.deepEqual([options.id, options.user, options.password], ["", undefined, undefined]);
  });

  it("opens a session like any other", () => {
    const bench = new ConnectorBench(byCertificate);
    const session = bench.connect(toSecret({ chain, key }));
    bench.client.accept(8000);
    assert.ok(session.send([bench.reading(20)], bench.time.uptime()));
    assert.deepEqual(bench.client.published, ["$resource/t=20"]);
  });

  it("is the activation: there is no other", () => {
    assert.throws(() => new ConnectorBench(byCertificate).activate(), /needs no activation/);
  });

  it("shows no certificate where the Connector has another authentication", () => {
    const bench = new ConnectorBench();
    bench.connect();
    const { secure } = bench.client.options.socket as { secure: object };
    assert.ok(!("clientKey" in secure));
  });
});
