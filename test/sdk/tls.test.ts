import assert from "node:assert/strict";
import { before, describe, it } from "node:test";
import { derOf, issue } from "../contract/tls-matrix/certificates.js";
import { type ClientHello, listening, pairs } from "../contract/tls-matrix/client-hello.js";
import { matrix } from "../contract/tls-matrix/matrix.js";
import { judgeByOpenSSL, type Verdict } from "../contract/tls-matrix/openssl-judge.js";
import type { ServerCase } from "../contract/tls-matrix/server-case.js";
import { stricterCases } from "../contract/tls-matrix/stricter-cases.js";
import { judgeBySDK } from "./support/sdk-judge.js";

/** Groups of servers whose refusal must say why: they are found out by our own checks, before the connection stands. */
const explained = [
  "Chains",
  "Several trusted roots",
  "Names",
  "Authorities",
  "ServerHello",
  "ServerKeyExchange",
  "Order of messages",
];

describe("the TLS of boards, in the SDK's simulator", () => {
  let cases: readonly ServerCase[] = [];
  let stricter: readonly ServerCase[] = [];
  let verdicts: readonly Verdict[] = [];
  let named: ClientHello | undefined;
  let addressed: ClientHello | undefined;

  before(async () => {
    cases = await matrix();
    stricter = await stricterCases();
    const root = [derOf(await issue({ name: "root", authority: true }))];
    const [toName, toAddress] = [listening("device.m2.localhost", root), listening("127.0.0.1", root)];
    verdicts = await judgeBySDK([...cases, ...stricter, toName, toAddress]);
    named = toName.heard[0];
    addressed = toAddress.heard[0];
  });

  it("comes to OpenSSL's verdict on every server of the table", async (t) => {
    for (const [index, one] of cases.entries()) {
      await t.test(`${one.group}: ${one.name}: ${one.accepted ? "accepted" : "refused"}`, async () => {
        const server = await one.start();
        const openSSL = await judgeByOpenSSL(one, server.port);
        server.close();
        assert.equal(openSSL.accepted, one.accepted, `OpenSSL: ${openSSL.reason}`);
        const { accepted, reason } = verdicts[index] ?? {};
        assert.equal(accepted, one.accepted, reason);
        if (!one.accepted && explained.includes(one.group))
          assert.match(String(reason), /^(certificate|handshake|record|TLS|finished): /);
      });
    }
  });

  it("refuses what it alone refuses, and says why", async (t) => {
    for (const [index, one] of stricter.entries()) {
      await t.test(one.name, () => {
        const { accepted, reason } = verdicts[cases.length + index] ?? {};
        assert.equal(accepted, false);
        assert.match(String(reason), /^(certificate|handshake): /);
      });
    }
  });

  it("offers TLS 1.2 with ECDHE and AES-GCM, one curve and SHA-256, and nothing else", () => {
    assert.ok(named !== undefined);
    assert.equal(named.version, 0x0303);
    assert.equal(named.sessionIdBytes, 0, "no session is resumed");
    assert.deepEqual(named.suites, [0xc02f, 0xc02b, 0x00ff]);
    assert.deepEqual(named.compressions, [0]);
    assert.deepEqual(new Set(named.extensions.keys()), new Set([0, 10, 11, 13]));
    assert.deepEqual(pairs(named.extensions.get(10)?.subarray(2) ?? Buffer.alloc(0)), [23]);
    assert.deepEqual(pairs(named.extensions.get(13)?.subarray(2) ?? Buffer.alloc(0)), [0x0403, 0x0401]);
  });

  it("sends the server's name, and no address in its place (RFC 6066, section 3)", () => {
    assert.match(String(named?.extensions.get(0)), /device\.m2\.localhost$/);
    assert.equal(addressed?.extensions.has(0), false);
  });
});
