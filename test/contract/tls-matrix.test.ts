import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { before, describe, it } from "node:test";
import { derOf, issue } from "./tls-matrix/certificates.js";
import { listening, pairs } from "./tls-matrix/client-hello.js";
import { matrix } from "./tls-matrix/matrix.js";
import { judgeByOpenSSL } from "./tls-matrix/openssl-judge.js";
import type { ServerCase } from "./tls-matrix/server-case.js";
import { stricterCases } from "./tls-matrix/stricter-cases.js";
import { page, withTables } from "./tls-matrix/table.js";

/** The simulator's TLS against every server of the matrix; `test/sdk/tls.test.ts` does the same to that of boards. */
describe("the simulator's TLS, which is OpenSSL's", () => {
  let cases: readonly ServerCase[] = [];
  let stricter: readonly ServerCase[] = [];

  before(async () => {
    cases = await matrix();
    stricter = await stricterCases();
  });

  it("comes to the verdicts of the table", async () => {
    const wrong: string[] = [];
    for (const one of cases) {
      const server = await one.start();
      const { accepted, reason } = await judgeByOpenSSL(one, server.port);
      server.close();
      if (accepted !== one.accepted) wrong.push(`${one.group}: ${one.name}: ${accepted} ${reason ?? ""}`);
    }
    assert.deepEqual(wrong, []);
    assert.ok(cases.length >= 60);
  });

  it("takes the servers that only boards refuse, as the page says", async () => {
    for (const one of stricter) {
      const server = await one.start();
      assert.equal((await judgeByOpenSSL(one, server.port)).accepted, true, one.name);
      server.close();
    }
  });

  it("offers TLS 1.2 with ECDHE and AES-GCM, one curve and SHA-256, and nothing else", async () => {
    const recorder = listening("device.m2.localhost", [
      derOf(await issue({ name: "root", authority: true })),
    ]);
    const server = await recorder.start();
    await judgeByOpenSSL(recorder, server.port);
    server.close();
    const [hello] = recorder.heard;
    assert.ok(hello !== undefined);
    assert.equal(hello.version, 0x0303);
    assert.deepEqual(new Set(hello.suites), new Set([0xc02b, 0xc02f, 0x00ff]));
    assert.deepEqual(pairs(hello.extensions.get(10)?.subarray(2) ?? Buffer.alloc(0)), [23]);
    assert.deepEqual(pairs(hello.extensions.get(13)?.subarray(2) ?? Buffer.alloc(0)), [0x0403, 0x0401]);
  });

  it("has its servers in the table of docs/tls.md", () => {
    const text = readFileSync(page, "utf8");
    const renew = "node --import tsx test/contract/tls-matrix/table.ts";
    assert.equal(withTables(text, cases, stricter), text, `docs/tls.md is stale; renew it with: ${renew}`);
  });
});
