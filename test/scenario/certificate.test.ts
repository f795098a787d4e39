import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, before, describe, it } from "node:test";
import {
  createAuthority,
  issueClientCertificate,
  type KeyPair,
} from "../../host-sim/emulators/connector/index.js";
import { Desk } from "../support/desk.js";
import { EventRecord } from "../support/event-record.js";

const byCertificate = { authentication: "certificate" } as const;

describe("a device with a client certificate, on XS over TLS (CN-PROV-4)", () => {
  let pki: KeyPair;
  let own: KeyPair;
  let renewed: KeyPair;
  let desk: Desk;

  before(async () => {
    pki = await createAuthority();
    own = await issueClientCertificate({ deviceId: "dev-7", ca: pki });
    renewed = await issueClientCertificate({ deviceId: "dev-7", ca: pki });
  });

  afterEach(() => desk.clear());

  it("is activated by its first login, once, under the certificate's name", async () => {
    desk = await Desk.set(byCertificate);
    const events = new EventRecord();
    const device = await desk.boot(events, { clientCertificate: own }, byCertificate);
    await events.next("activated", { device: "dev-7" });
    await events.next("reported", { resource: "temperature", acknowledged: true });
    assert.equal(desk.cloudEvents.count("activated", { device: "dev-7" }), 1);
    await device.close();

    const second = new EventRecord();
    // Without the files: what is in flash is enough.
    await desk.boot(second, {}, byCertificate);
    await second.next("connected", { device: "dev-7" });
    assert.equal(second.count("activated"), 0);
  });

  it("takes a renewed certificate that the board brings along, under a PKI", async () => {
    desk = await Desk.set({ ...byCertificate, pki: { ca: pki.cert } });
    const events = new EventRecord();
    const device = await desk.boot(events, { clientCertificate: own }, byCertificate);
    await events.next("connected");
    await device.close();
    const second = new EventRecord();
    await desk.boot(second, { clientCertificate: renewed }, byCertificate);
    await second.next("connected");
    assert.equal(desk.cloudEvents.count("activated"), 1, "the cloud knows the device by its name");
  });

  it("is refused with another certificate than the first, and waits at the slow pace", async () => {
    desk = await Desk.set(byCertificate);
    const events = new EventRecord();
    const device = await desk.boot(events, { clientCertificate: own }, byCertificate);
    await events.next("connected");
    await device.close();
    const second = new EventRecord();
    await desk.boot(second, { clientCertificate: renewed }, byCertificate);
    await second.next("state", { state: "refused", reason: /^bad-credentials/ });
    await second.next("state", { state: "connecting" });
    assert.equal(second.count("state", { state: "activating" }), 0, "there is nothing to ask anonymously");
    assert.equal(second.count("activated"), 0);
  });

  it("says that it has no certificate, and why one was not taken, and connects to nothing", async () => {
    desk = await Desk.set(byCertificate);
    const events = new EventRecord();
    const elliptic = await issueClientCertificate({ deviceId: "dev-7", keys: "ecdsa" });
    await desk.boot(events, { clientCertificate: elliptic }, byCertificate);
    await events.next("log", { level: "error", message: /not RSA/ });
    await events.next("state", { state: "refused", reason: /^no-certificate/ });
    await events.next("state", { state: "refused" });
    assert.deepEqual(
      desk.cloudEvents.all.filter(({ event }) => event !== "listening"),
      [],
    );
  });

  it("shows its key in no event and no log line", async () => {
    desk = await Desk.set(byCertificate);
    const events = new EventRecord();
    await desk.boot(events, { clientCertificate: own }, byCertificate);
    await events.next("connected");
    const flash = join(desk.folder, "flash");
    const stored = readdirSync(flash).map((file) => readFileSync(join(flash, file), "utf8"));
    const key = own.key.split("\n")[2] ?? "";
    assert.ok(stored.join("").includes(key.slice(8, 40)), "flash holds the key");
    assert.ok(!JSON.stringify(events.all).includes(key.slice(8, 40)));
  });
});
