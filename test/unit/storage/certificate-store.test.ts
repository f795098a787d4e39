import "../../support/xs-globals.js";
import assert from "node:assert/strict";
import { before, describe, it } from "node:test";
import { type CertificatePair, fromSecret } from "../../../firmware/certificate/client-certificate.js";
import { CertificateStore } from "../../../firmware/storage/certificate-store.js";
import { clientPair } from "../../support/client-pair.js";
import { FakeFlash } from "../../support/fake-flash.js";
import { fakeLog } from "../../support/fake-log.js";

let old: CertificatePair;
let young: CertificatePair;

before(async () => {
  old = await halves("dev-1");
  young = await halves("dev-2");
});

async function halves(deviceId: string): Promise<CertificatePair> {
  const { chain, key } = await clientPair({ deviceId });
  return { chain, key };
}

function store(flash = new FakeFlash()): {
  flash: FakeFlash;
  certificates: CertificateStore;
  lines: string[];
} {
  const { log, lines } = fakeLog();
  return { flash, certificates: new CertificateStore({ domain: flash, log }), lines };
}

function pairIn(certificates: CertificateStore): CertificatePair | undefined {
  const stored = certificates.read();
  return stored === undefined ? undefined : fromSecret(stored.secret);
}

/** Flash whose power goes after so many changes. */
class PowerCutFlash extends FakeFlash {
  changes = Infinity;

  override write(key: string, value: string): void {
    this.#change();
    super.write(key, value);
  }

  override delete(key: string): void {
    this.#change();
    super.delete(key);
  }

  #change(): void {
    if (this.changes-- <= 0) throw new Error("power cut");
  }
}

describe("the certificate store", () => {
  it("has none at first", () => {
    const { certificates, lines } = store();
    assert.equal(certificates.read(), undefined);
    assert.deepEqual(lines, []);
  });

  it("keeps certificate, key and identity over a restart", () => {
    const { flash, certificates } = store();
    certificates.write(old);
    assert.deepEqual(pairIn(store(flash).certificates), old);
    assert.equal(store(flash).certificates.read()?.identity, "dev-1");
  });

  it("holds the old pair or the new one after a power cut at any moment, never a mixture", () => {
    const seen = new Set<string>();
    for (let changes = 0; changes <= 14; changes++) {
      const flash = new PowerCutFlash();
      const { certificates } = store(flash);
      certificates.write(old);
      flash.changes = changes;
      try {
        certificates.write(young);
      } catch (error) {
        assert.match(String(error), /power cut/);
      }
      flash.changes = Infinity;
      const { certificates: after, lines } = store(flash);
      const identity = after.read()?.identity ?? "none";
      assert.deepEqual(pairIn(after), identity === "dev-1" ? old : young);
      assert.deepEqual(lines, []);
      seen.add(identity);
      // And it goes on from there.
      after.write(young);
      assert.deepEqual(pairIn(after), young);
    }
    assert.deepEqual([...seen], ["dev-1", "dev-2"]);
  });

  it("leaves nothing of the old pair behind", () => {
    const { flash, certificates } = store();
    certificates.write(old);
    const keys = flash.values.size;
    certificates.write(young);
    assert.equal(flash.values.size, keys);
  });

  it("refuses what TLS could not use, and keeps what it has", () => {
    const { certificates } = store();
    certificates.write(old);
    assert.throws(
      () => certificates.write({ chain: young.chain, key: old.key }),
      /not the one of the certificate/,
    );
    const long = Uint8Array.from([
      ...young.chain,
      ...Array.from({ length: 14 }, () => [...young.chain]).flat(),
    ]);
    assert.throws(() => certificates.write({ chain: long, key: young.key }), /use a shorter chain/);
    assert.deepEqual(pairIn(certificates), old);
  });

  it("says so where flash keeps nothing", () => {
    const { flash, certificates } = store();
    certificates.write(old);
    flash.forgetful = true;
    assert.throws(() => certificates.write(young), /flash does not hold what was written/);
    assert.deepEqual(pairIn(certificates), old);
  });

  it("has none where a part or the index is damaged, and reports it without showing the key", () => {
    for (const damage of [
      (flash: FakeFlash) => flash.delete("cert-a1"),
      (flash: FakeFlash) => flash.write("cert-a0", "AAAA"),
      (flash: FakeFlash) => flash.write("cert", "{"),
    ]) {
      const { flash, certificates, lines } = store();
      certificates.write(old);
      damage(flash);
      assert.equal(certificates.read(), undefined);
      assert.match(lines.join("\n"), /damaged/);
      assert.ok(lines.join("\n").length < 200);
      certificates.write(young);
      assert.deepEqual(pairIn(certificates), young);
    }
  });

  it("has none where the index makes no sense", () => {
    const { flash, certificates } = store();
    certificates.write(old);
    const index = flash.values.get("cert") ?? "";
    for (const [from, to] of [
      ['"a"', '"c"'],
      [/"parts":\d/, '"parts":99'],
      [/"parts":\d/, '"parts":0.5'],
      [/"fingerprint":"\w+"/, '"fingerprint":1'],
    ] as const) {
      flash.values.set("cert", index.replace(from, to));
      assert.equal(certificates.read(), undefined, to);
    }
  });
});
