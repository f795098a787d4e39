import "../../support/xs-globals.js";
import assert from "node:assert/strict";
import { before, describe, it } from "node:test";
import type { CertificatePair } from "../../../firmware/certificate/client-certificate.js";
import { CertificateCredentials } from "../../../firmware/device/certificate-credentials.js";
import { importCertificate } from "../../../firmware/device/certificate-import.js";
import { failure } from "../../../firmware/device/failure.js";
import { ActivationRecord } from "../../../firmware/storage/activation-record.js";
import { CertificateStore } from "../../../firmware/storage/certificate-store.js";
import { ImportRecord } from "../../../firmware/storage/import-record.js";
import { clientPair } from "../../support/client-pair.js";
import { Bench } from "../../support/fake-device.js";
import { FakeFlash } from "../../support/fake-flash.js";
import { fakeLog } from "../../support/fake-log.js";

const host = "c1.m2.localhost";
let pair: CertificatePair;
let renewed: CertificatePair;
let uploaded: CertificatePair;
let elliptic: CertificatePair;

before(async () => {
  pair = await clientPair({ deviceId: "dev-1" });
  renewed = await clientPair({ deviceId: "dev-1" });
  uploaded = await clientPair({ deviceId: "dev-1" });
  elliptic = await clientPair({ deviceId: "dev-1", keys: "ecdsa" });
});

/** Stores and credentials over one flash. */
class Drawer {
  readonly lines: string[];
  readonly certificates: CertificateStore;
  readonly credentials: CertificateCredentials;
  readonly #log: ReturnType<typeof fakeLog>["log"];

  constructor(readonly flash = new FakeFlash()) {
    const { log, lines } = fakeLog();
    this.#log = log;
    this.lines = lines;
    this.certificates = new CertificateStore({ domain: flash, log });
    const activations = new ActivationRecord({ domain: flash, log });
    this.credentials = new CertificateCredentials({ certificates: this.certificates, activations, host });
  }

  import(brought: CertificatePair | undefined, isTrial = false): string | undefined {
    const files = brought && { chain: brought.chain.buffer, key: brought.key.buffer };
    return importCertificate({
      board: { clientCertificate: () => files },
      certificates: this.certificates,
      imports: new ImportRecord({ domain: this.flash, log: this.#log }),
      isTrial,
      log: this.#log,
    });
  }

  /** A device that logs in with what is in this drawer. */
  boot(): Bench {
    return new Bench(this.flash, { credentials: this.credentials }).boot();
  }
}

function fingerprintIn({ certificates }: Drawer): string | undefined {
  return certificates.read()?.fingerprint;
}

/** As somebody does over the console. */
function upload(drawer: Drawer, pair: CertificatePair): string | undefined {
  drawer.certificates.write(pair);
  return fingerprintIn(drawer);
}

function drawerWith(brought: CertificatePair): Drawer {
  const drawer = new Drawer();
  drawer.import(brought);
  return drawer;
}

describe("a device with a client certificate (CN-PROV-4)", () => {
  it("is activated by the first accepted login, without asking before", () => {
    const drawer = drawerWith(pair);
    const bench = drawer.boot();
    assert.equal(bench.adapter.activations.length, 0);
    assert.ok(!bench.heard.includes("activated"));
    bench.adapter.session.callbacks.onOpen();
    assert.deepEqual(
      bench.heard.filter((each) => each === "activated" || each === "online"),
      ["activated", "online"],
    );
  });

  it("is activated once: a restart or another session is no activation", () => {
    const drawer = drawerWith(pair);
    drawer.boot().adapter.session.callbacks.onOpen();
    const bench = new Drawer(drawer.flash).boot();
    bench.adapter.session.callbacks.onOpen();
    assert.ok(!bench.heard.includes("activated"));
    assert.equal(bench.device.state, "online");
  });

  it("waits at the slow pace where its certificate is refused, and asks for nothing anonymously", () => {
    const bench = drawerWith(pair).boot();
    bench.adapter.session.callbacks.onClosed(failure("bad-credentials"));
    assert.equal(bench.device.state, "refused");
    bench.time.advance(60_000);
    assert.equal(bench.device.state, "connecting");
    assert.equal(bench.adapter.activations.length, 0);
  });

  it("waits at the slow pace where it has none, and goes on when one is stored", () => {
    const drawer = new Drawer();
    const bench = drawer.boot();
    assert.equal(bench.device.state, "refused");
    assert.match(JSON.stringify(bench.events), /no-certificate: .*store certificate and key/);
    assert.equal(bench.adapter.sessions.length, 0);
    drawer.certificates.write(pair);
    bench.time.advance(60_000);
    assert.equal(bench.device.state, "connecting");
  });

  it("is new to the cloud again with another certificate", () => {
    const drawer = drawerWith(pair);
    drawer.boot().adapter.session.callbacks.onOpen();
    drawer.import(renewed);
    const bench = drawer.boot();
    bench.adapter.session.callbacks.onOpen();
    assert.ok(bench.heard.includes("activated"));
  });

  it("waits where flash cannot be read", () => {
    const drawer = drawerWith(pair);
    drawer.flash.readError = new Error("mismatch");
    const bench = drawer.boot();
    assert.match(JSON.stringify(bench.events), /storage-failed/);
    assert.equal(bench.device.state, "refused");
  });

  it("goes online where flash does not take the activation: the next login takes its place", () => {
    const drawer = drawerWith(pair);
    const bench = drawer.boot();
    drawer.flash.writeError = new Error("no room");
    bench.adapter.session.callbacks.onOpen();
    assert.equal(bench.device.state, "online");
    drawer.flash.writeError = undefined;
    const second = drawer.boot();
    second.adapter.session.callbacks.onOpen();
    assert.ok(second.heard.includes("activated"));
  });
});

describe("a certificate that the board brings along", () => {
  it("is stored and gives the device its identity", () => {
    const drawer = new Drawer();
    assert.equal(drawer.import(pair), "dev-1");
    assert.equal(new Drawer(drawer.flash).import(undefined), "dev-1");
  });

  it("gives way to a pair uploaded later, until the board brings another", () => {
    const drawer = drawerWith(pair);
    const [first, second] = [fingerprintIn(drawer), upload(drawer, uploaded)];
    drawer.import(pair);
    assert.equal(fingerprintIn(drawer), second);
    drawer.import(renewed);
    assert.ok(![first, second].includes(fingerprintIn(drawer)));
  });

  it("does not replace a pair that was uploaded before it was ever looked at", () => {
    const drawer = new Drawer();
    const before = upload(drawer, uploaded);
    drawer.import(pair);
    drawer.import(pair);
    assert.equal(fingerprintIn(drawer), before);
    drawer.import(renewed);
    assert.notEqual(fingerprintIn(drawer), before);
  });

  it("is taken again where flash has lost what was imported", () => {
    const drawer = drawerWith(pair);
    drawer.flash.delete("cert");
    assert.equal(drawer.import(pair), "dev-1");
  });

  it("is left alone during a trial", () => {
    const drawer = drawerWith(pair);
    const before = fingerprintIn(drawer);
    assert.equal(drawer.import(renewed, true), "dev-1");
    assert.equal(fingerprintIn(drawer), before);
  });

  it("is not written again at every start", () => {
    const drawer = drawerWith(pair);
    const writes = drawer.flash.written.length;
    drawer.import(pair);
    assert.equal(drawer.flash.written.length, writes);
  });

  it("changes nothing where it cannot be used, and the log says why", () => {
    const drawer = drawerWith(pair);
    assert.equal(drawer.import(elliptic), "dev-1");
    assert.match(
      drawer.lines.join("\n"),
      /^error device: client certificate not stored: certificate: the key is not RSA/m,
    );
  });

  it("does not keep the device from starting where flash fails", () => {
    const drawer = drawerWith(pair);
    drawer.flash.readError = new Error("mismatch");
    assert.equal(drawer.import(renewed), undefined);
    assert.match(drawer.lines.join("\n"), /mismatch/);
  });
});
