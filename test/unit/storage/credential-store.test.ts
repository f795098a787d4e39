import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { CredentialStore, type StoredCredentials } from "../../../firmware/storage/credential-store.js";
import { Secret } from "../../../firmware/storage/secret.js";
import { FakeFlash } from "../../support/fake-flash.js";
import { fakeLog } from "../../support/fake-log.js";

const here = { host: "c1.m2.localhost", device: "dev-1" };
const elsewhere = { host: "c2.m2.localhost", device: "dev-1" };
const token = "abcdefghijklmnopqrstuvwxyz0123456789ABCD";

function store(flash = new FakeFlash()): { flash: FakeFlash; credentials: CredentialStore; lines: string[] } {
  const { log, lines } = fakeLog();
  return { flash, credentials: new CredentialStore({ domain: flash, log }), lines };
}

/** Credentials that the cloud knows. */
function known(text: string): StoredCredentials {
  return { secret: new Secret(text), standing: "known" };
}

describe("the credential store", () => {
  it("tells an offer that the cloud has not accepted yet from what the cloud knows (CN-PROV-3)", () => {
    const { credentials } = store();
    credentials.write(here, { secret: new Secret(token), standing: "offered" });
    assert.equal(credentials.read(here)?.standing, "offered");
    credentials.write(here, known(token));
    assert.equal(credentials.read(here)?.standing, "known");
  });

  it("keeps credentials over a restart", () => {
    const { flash, credentials } = store();
    credentials.write(here, known(token));
    assert.equal(store(flash).credentials.read(here)?.secret.reveal(), token);
  });

  it("has none for a device that was never activated", () => {
    const { credentials, lines } = store();
    assert.equal(credentials.read(here), undefined);
    assert.deepEqual(lines, []);
  });

  it("keeps all that belongs to one account in one value (CN-PROV-2)", () => {
    const { flash, credentials } = store();
    credentials.write(here, known(token));
    assert.equal(flash.written.length, 1);
  });

  it("keeps those of another Connector, so that a device pointed there and back finds them", () => {
    const { credentials } = store();
    credentials.write(here, known(token));
    assert.equal(credentials.read(elsewhere), undefined);
    credentials.write(elsewhere, known("other"));
    assert.equal(credentials.read(here)?.secret.reveal(), token);
    assert.equal(credentials.read(elsewhere)?.secret.reveal(), "other");
  });

  it("never hands out the credentials of another account, even where the keys are the same", () => {
    const { flash, credentials } = store();
    credentials.write(here, known(token));
    const [key = "", value = ""] = [...flash.values][0] ?? [];
    flash.values.set(key, value.replace("dev-1", "dev-2"));
    assert.equal(credentials.read(here), undefined);
  });

  it("sets damaged credentials aside and reports them, without showing them", () => {
    const { flash, credentials, lines } = store();
    credentials.write(here, known(token));
    const [key = "", value = ""] = [...flash.values][0] ?? [];
    flash.values.set(key, value.slice(0, -1));
    assert.equal(credentials.read(here), undefined);
    assert.equal(flash.values.get(`${key}-bad`), value.slice(0, -1));
    assert.match(lines.join("\n"), /is damaged/);
    assert.ok(!lines.join("\n").includes(token));
  });

  it("takes an empty secret, or one that is no text, for none", () => {
    const { flash, credentials } = store();
    credentials.write(here, known(token));
    const [key = "", value = ""] = [...flash.values][0] ?? [];
    for (const secret of ['""', "7", "null"]) {
      flash.values.set(key, value.replace(`"${token}"`, secret));
      assert.equal(credentials.read(here), undefined);
    }
  });

  it("throws where flash does not take the credentials", () => {
    const { flash, credentials } = store();
    flash.writeError = new Error("no room");
    assert.throws(() => credentials.write(here, known(token)), /no room/);
  });

  it("throws where flash takes the credentials and does not hold them", () => {
    const { flash, credentials } = store();
    flash.forgetful = true;
    assert.throws(() => credentials.write(here, known(token)), /does not hold/);
  });
});
