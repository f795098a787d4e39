import "../../support/xs-globals.js";
import assert from "node:assert/strict";
import { before, describe, it } from "node:test";
import { RootError } from "../../../firmware/certificate/root-certificates.js";
import { RootStore } from "../../../firmware/storage/root-store.js";
import { rootsText } from "../../../firmware/storage/trial.js";
import { type Identity, issue, makeAuthority } from "../../support/certificates.js";
import { FakeFlash } from "../../support/fake-flash.js";
import { fakeLog } from "../../support/fake-log.js";

let today: Identity;
let tomorrow: Identity;

before(async () => {
  today = await makeAuthority("Root of today");
  tomorrow = await makeAuthority("Root of tomorrow");
});

function store(flash = new FakeFlash()): { flash: FakeFlash; roots: RootStore; lines: string[] } {
  const { log, lines } = fakeLog();
  return { flash, roots: new RootStore({ text: rootsText({ domain: flash, log }, "live"), log }), lines };
}

function held({ roots }: { roots: RootStore }): Uint8Array[] {
  return roots.read().map((root) => new Uint8Array(root));
}

/** Flash whose power goes after so many changes. */
class PowerCutFlash extends FakeFlash {
  changes = Infinity;

  override write(key: string, value: string): void {
    if (this.changes-- <= 0) throw new Error("power cut");
    super.write(key, value);
  }

  override delete(key: string): void {
    if (this.changes-- <= 0) throw new Error("power cut");
    super.delete(key);
  }
}

describe("the store of trusted roots", () => {
  it("has none at first, and says nothing about it", () => {
    const empty = store();
    assert.deepEqual(held(empty), []);
    assert.deepEqual(empty.lines, []);
  });

  it("keeps several over a restart, given as PEM or DER", () => {
    const { flash, roots } = store();
    assert.equal(roots.write(today.certificate + tomorrow.certificate), 2);
    assert.deepEqual(held(store(flash)), [today.der, tomorrow.der]);
    assert.equal(roots.write(tomorrow.der), 1);
    assert.deepEqual(held(store(flash)), [tomorrow.der]);
  });

  it("can be cleared", () => {
    const filled = store();
    filled.roots.write(today.der);
    filled.roots.clear();
    assert.deepEqual(held(store(filled.flash)), []);
    assert.deepEqual(filled.lines, []);
  });

  it("holds the old roots or the new ones after a power cut at any moment", () => {
    const seen = new Set<string>();
    for (let changes = 0; changes <= 6; changes++) {
      const flash = new PowerCutFlash();
      store(flash).roots.write(today.certificate);
      flash.changes = changes;
      try {
        store(flash).roots.write(today.certificate + tomorrow.certificate);
      } catch (error) {
        assert.match(String(error), /power cut/);
      }
      flash.changes = Infinity;
      const after = store(flash);
      const count = held(after).length;
      assert.deepEqual(held(after), [today.der, tomorrow.der].slice(0, count));
      assert.ok(count > 0, `none after ${changes} changes`);
      assert.deepEqual(after.lines, []);
      seen.add(String(count));
    }
    assert.deepEqual([...seen], ["1", "2"]);
  });

  it("refuses what cannot be trusted, and keeps what it has", async () => {
    const filled = store();
    filled.roots.write(today.certificate);
    const server = await issue(today, { names: ["m2.localhost"] });
    assert.throws(() => filled.roots.write(server.certificate), RootError);
    assert.throws(() => filled.roots.write(today.certificate.repeat(20)), /room for 7800; bring fewer/);
    filled.flash.forgetful = true;
    assert.throws(() => filled.roots.write(tomorrow.certificate), /flash does not hold what was written/);
    assert.deepEqual(held(filled), [today.der]);
  });

  it("never widens trust by damage: none is left, which is reported", () => {
    for (const damage of [
      (flash: FakeFlash) => flash.write("ca-a0", "AAAA"),
      (flash: FakeFlash) => flash.delete("ca-a0"),
      (flash: FakeFlash) => flash.write("ca", "{"),
    ]) {
      const filled = store();
      filled.roots.write(today.certificate);
      damage(filled.flash);
      assert.deepEqual(held(filled), []);
      assert.match(filled.lines.join("\n"), /damaged/);
    }
  });

  it("has none where flash fails, which is reported: the image's roots are left", () => {
    const filled = store();
    filled.flash.readError = new Error("worn out");
    assert.deepEqual(held(filled), []);
    assert.match(filled.lines.join("\n"), /trusted roots could not be read: .*worn out/);
  });
});
