import "../../support/xs-globals.js";
import assert from "node:assert/strict";
import { before, describe, it } from "node:test";
import { RootError, rootsIn } from "../../../firmware/certificate/root-certificates.js";
import { type Identity, issue, makeAuthority } from "../../support/certificates.js";

let today: Identity;
let tomorrow: Identity;
let server: Identity;

before(async () => {
  today = await makeAuthority("Root of today");
  tomorrow = await makeAuthority("Root of tomorrow");
  server = await issue(today, { names: ["m2.localhost"] });
});

function refuses(brought: string | Uint8Array, message: RegExp): void {
  assert.throws(
    () => rootsIn(brought),
    (error) => {
      assert.ok(error instanceof RootError, String(error));
      assert.match(error.message, message);
      return true;
    },
  );
}

describe("trusted roots", () => {
  it("come as PEM, one or several, with words between them", () => {
    const text = `current\n${today.certificate}\r\nnext:\r\n${tomorrow.certificate.replaceAll("\n", "\r\n")}`;
    assert.deepEqual(rootsIn(today.certificate), [today.der]);
    assert.deepEqual(rootsIn(text), [today.der, tomorrow.der]);
  });

  it("come as DER, one or several behind one another", () => {
    assert.deepEqual(rootsIn(Uint8Array.from([...today.der, ...tomorrow.der])), [today.der, tomorrow.der]);
  });

  it("are refused where there is none", () => {
    refuses("", /no "-----BEGIN CERTIFICATE-----" in it/);
    refuses("hello", /no "-----BEGIN CERTIFICATE-----" in it/);
    refuses(new Uint8Array(0), /empty/);
    refuses(Uint8Array.from([1, 2, 3]), /neither PEM nor DER/);
  });

  it("are refused with a server's certificate among them, and which it is", () => {
    refuses(today.certificate + server.certificate, /certificate 2 is no authority/);
  });

  it("are refused with a private key among them, which is not repeated", () => {
    const brought = today.certificate + today.key;
    refuses(brought, /block 2 is a PRIVATE KEY; needed are certificates only/);
    assert.throws(
      () => rootsIn(brought),
      (error) => !String(error).includes(today.key.slice(40, 60)),
    );
  });

  it("are refused where the text is cut off or damaged, and where", () => {
    refuses(today.certificate + tomorrow.certificate.slice(0, 200), /block 2: no end of CERTIFICATE/);
    refuses(`${today.certificate}-----BEGIN `, /block 2: no label/);
    refuses(tomorrow.certificate.replace("MII", "M$I"), /block 1: it is no base64/);
    refuses(tomorrow.certificate.replace("MII", "Proc-Type: 4,ENCRYPTED\n\nMII"), /block 1: it has headers/);
    refuses("-----BEGIN CERTIFICATE-----\n-----END CERTIFICATE-----", /block 1: it is no base64/);
    refuses(today.der.slice(0, -1), /neither PEM nor DER/);
  });

  it("survive any byte that is wrong: refused with a reason, or still a certificate", () => {
    for (let at = 0; at < today.der.byteLength; at++) {
      const bytes = today.der.slice();
      bytes[at] = (bytes[at] ?? 0) ^ 0x41;
      try {
        rootsIn(bytes);
      } catch (error) {
        assert.ok(error instanceof RootError, `byte ${at}: ${String(error)}`);
      }
    }
  });
});
