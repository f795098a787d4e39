import "../../support/xs-globals.js";
import assert from "node:assert/strict";
import { createPrivateKey } from "node:crypto";
import { before, describe, it } from "node:test";
import {
  CertificateError,
  type CertificatePair,
  certificatesIn,
  fromSecret,
  ownCertificateIn,
  toSecret,
} from "../../../firmware/certificate/client-certificate.js";
import { Secret } from "../../../firmware/storage/secret.js";
import { clientPair } from "../../support/client-pair.js";

type Pair = Awaited<ReturnType<typeof clientPair>>;

let rsa: Pair;
let other: Pair;
let elliptic: Pair;

before(async () => {
  rsa = await clientPair({ deviceId: "AA:BB:CC:DD:EE:FF" });
  other = await clientPair({ deviceId: "AA:BB:CC:DD:EE:FF" });
  elliptic = await clientPair({ deviceId: "dev-1", keys: "ecdsa" });
});

function refuses(pair: CertificatePair, message: RegExp): void {
  assert.throws(
    () => ownCertificateIn(pair),
    (error) => {
      assert.ok(error instanceof CertificateError, String(error));
      assert.match(error.message, message);
      return true;
    },
  );
}

/** The key as the tools of OpenSSL write it in other forms. */
function exported(
  pair: Pair,
  type: "pkcs1" | "sec1" | "pkcs8",
  passphrase?: string,
): Uint8Array<ArrayBuffer> {
  const key = createPrivateKey(pair.pem);
  const cipher = passphrase === undefined ? {} : { cipher: "aes-128-cbc", passphrase };
  return new Uint8Array(key.export({ type, format: "der", ...cipher } as { type: "pkcs8"; format: "der" }));
}

describe("a client certificate and its key", () => {
  it("tell the identity, the common name (CN-PROV-4)", () => {
    assert.equal(ownCertificateIn(rsa).commonName, "AA:BB:CC:DD:EE:FF");
  });

  it("are refused with a key that is not RSA, in the certificate or beside it", () => {
    refuses(elliptic, /^certificate: the key is not RSA/);
    refuses({ chain: rsa.chain, key: elliptic.key }, /^key: the key is not RSA/);
  });

  it("are refused with an RSA key in another form than PKCS#8, and which form it is", () => {
    refuses(
      { chain: rsa.chain, key: exported(rsa, "pkcs1") },
      /^key: it is PKCS#1, not PKCS#8.*openssl pkcs8/,
    );
    refuses({ chain: rsa.chain, key: exported(elliptic, "sec1") }, /^key: it is of an elliptic curve/);
    refuses({ chain: rsa.chain, key: exported(rsa, "pkcs8", "secret") }, /^key: it is encrypted/);
    refuses(
      { chain: rsa.chain, key: new Uint8Array(Buffer.from(rsa.pem)) },
      /^key: it is PEM, not DER.*openssl/,
    );
  });

  it("are refused where they do not belong together", () => {
    refuses({ chain: rsa.chain, key: other.key }, /^key: it is not the one of the certificate/);
  });

  it("are refused, whatever byte is missing at the end", () => {
    for (const half of ["chain", "key"] as const) {
      for (let length = 0; length < rsa[half].byteLength; length++) {
        const pair = { ...rsa, [half]: rsa[half].slice(0, length) };
        assert.throws(() => ownCertificateIn(pair), CertificateError, `${half} of ${length} bytes`);
      }
    }
  });

  it("survive any byte that is wrong: refused, or still of one key", () => {
    for (let at = 0; at < rsa.chain.byteLength; at += 3) {
      const chain = rsa.chain.slice();
      chain[at] = (chain[at] ?? 0) ^ 0x55;
      try {
        ownCertificateIn({ ...rsa, chain });
      } catch (error) {
        assert.ok(error instanceof CertificateError, `byte ${at}: ${String(error)}`);
      }
    }
  });

  it("may bring the chain to their authority along", () => {
    const chain = Uint8Array.from([...rsa.chain, ...other.chain]);
    assert.equal(ownCertificateIn({ chain, key: rsa.key }).commonName, "AA:BB:CC:DD:EE:FF");
    const [first, second, ...more] = certificatesIn(chain).map((each) => Buffer.from(each));
    assert.deepEqual(first, Buffer.from(rsa.chain));
    assert.deepEqual(second, Buffer.from(other.chain));
    assert.equal(more.length, 0);
  });

  it("travel as a secret that prints as ***", () => {
    const secret = toSecret(rsa);
    assert.equal(String(secret), "***");
    assert.deepEqual(fromSecret(secret), { chain: rsa.chain, key: rsa.key });
  });

  it("are not found in other secrets", () => {
    for (const text of ["", "a-token", "AAAA", "AAAA ", " AAAA", "AAAA AAAA AAAA", "AAA AAAA"])
      assert.equal(fromSecret(new Secret(text)), undefined, text);
  });
});
