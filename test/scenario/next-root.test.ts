import assert from "node:assert/strict";
import { afterEach, beforeEach, describe, it } from "node:test";
import {
  createAuthority,
  issueServerCertificate,
  type KeyPair,
} from "../../host-sim/emulators/connector/index.js";
import { Desk } from "../support/desk.js";
import { EventRecord } from "../support/event-record.js";

describe("a cloud that moves to another root", () => {
  let desk: Desk;
  let today: KeyPair;
  let tomorrow: KeyPair;

  beforeEach(async () => {
    desk = await Desk.set();
    today = await createAuthority();
    tomorrow = await createAuthority();
  });

  afterEach(() => desk.clear());

  /** The cloud with a certificate of that authority. */
  async function moveTo(ca: KeyPair): Promise<void> {
    const { connectorId, domain } = desk.connector;
    const tls = await issueServerCertificate({ ca, names: [`${connectorId}.${domain}`] });
    await desk.stopConnector();
    await desk.startConnector({ tls });
  }

  it("keeps the devices that trust the root of tomorrow beside that of today (CN-TLS-4)", async () => {
    await moveTo(today);
    const events = new EventRecord();
    await desk.boot(events, { cloud: { ...desk.cloud, ca: today.cert + tomorrow.cert } });
    await events.next("connected");
    await moveTo(tomorrow);
    await events.next("disconnected");
    await events.next("connected");
    assert.equal(events.count("activated"), 1);
  });

  it("loses the others until they are brought the new root", async () => {
    await moveTo(tomorrow);
    const events = new EventRecord();
    const { connectorId, domain, port } = desk.connector;
    await desk.boot(events, { cloud: { connectorId, domain, port, ca: today.cert } });
    await events.next("state", { state: "waiting", reason: /^tls-failed/ });
    assert.equal(events.count("connected"), 0);
  });
});
