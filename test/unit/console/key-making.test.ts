import "../../support/xs-globals.js";
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { createPrivateKey, createPublicKey, generatePrimeSync, randomBytes } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { describe, it, type TestContext } from "node:test";
import { fileURLToPath } from "node:url";
import { bytesOf, integerOf, inverse, power } from "../../../firmware/console/key-making/big-integer.js";
import { isProbablyPrime } from "../../../firmware/console/key-making/prime-search.js";
import { run } from "../../contract/bench.js";

const here = dirname(fileURLToPath(import.meta.url));

function finished<T>(work: Generator<undefined, T>): T {
  for (;;) {
    const step = work.next();
    if (step.done === true) return step.value;
  }
}

function openssl(t: TestContext, words: readonly string[], input: Uint8Array): string {
  const folder = mkdtempSync(join(tmpdir(), "bowline-key-"));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  const file = join(folder, "input.der");
  writeFileSync(file, input);
  return execFileSync("openssl", [...words, "-in", file, "-inform", "DER"], {
    encoding: "utf8",
    stdio: ["ignore", "pipe", "pipe"],
  });
}

describe("numbers of any size", () => {
  it("become bytes and come back", () => {
    for (const value of [0n, 1n, 255n, 256n, 2n ** 1023n + 5n])
      assert.equal(integerOf(bytesOf(value)), value);
    assert.deepEqual(bytesOf(1n, 3), Uint8Array.of(0, 0, 1));
  });

  it("have powers and inverses modulo others", () => {
    const modulus = generatePrimeSync(256, { bigint: true });
    for (let i = 0; i < 10; i++) {
      const base = integerOf(randomBytes(40));
      assert.equal(finished(power(base, modulus - 1n, modulus)), 1n); // Fermat
      assert.equal((inverse(base, modulus) * base) % modulus, 1n);
    }
    assert.equal(finished(power(3n, 0n, 7n)), 1n);
    assert.throws(() => inverse(6n, 9n), /no inverse/);
  });

  it("are told prime or not as they are, Carmichael numbers and squares of primes included", () => {
    const entropy = (count: number): Uint8Array => randomBytes(count);
    const prime = generatePrimeSync(256, { bigint: true });
    const other = generatePrimeSync(256, { bigint: true });
    const isPrime = (n: bigint): boolean => finished(isProbablyPrime(n, 512, entropy));
    assert.deepEqual([5n, 7n, 65_537n, prime].map(isPrime), [true, true, true, true]);
    const composites = [9n, 561n, 41_041n, 825_265n, 3_215_031_751n, prime * other, prime * prime];
    assert.ok(composites.every((n) => !isPrime(n)));
  });
});

describe("a key made on the device", () => {
  it("is RSA of 2,048 bits, and OpenSSL takes it and the request for its certificate", async (t) => {
    const program = await run(t, join(here, "programs/key-making"), {
      engine: "node",
      call: (_name, count) => [...randomBytes(Number(count))],
    });
    const { problem, milliseconds, longestWait, ...made } = (await program.report()) as Record<
      string,
      string
    >;
    assert.equal(problem, undefined);
    t.diagnostic(`${milliseconds} ms; other timers waited ${longestWait} ms at most`);
    const key = Buffer.from(made.key ?? "", "base64");
    const request = Buffer.from(made.request ?? "", "base64");
    const secret = createPrivateKey({ key, format: "der", type: "pkcs8" });
    assert.deepEqual(secret.asymmetricKeyDetails, { modulusLength: 2048, publicExponent: 65_537n });
    assert.match(openssl(t, ["pkey", "-check", "-noout"], key), /Key is valid/);
    const told = openssl(
      t,
      ["req", "-verify", "-subject", "-pubkey", "-noout", "-nameopt", "RFC2253"],
      request,
    );
    assert.match(told, /subject=CN=dev-1/);
    assert.ok(told.includes(pemOf(secret)), told);
  });
});

function pemOf(secret: ReturnType<typeof createPrivateKey>): string {
  return String(createPublicKey(secret).export({ type: "spki", format: "pem" })).trim();
}
