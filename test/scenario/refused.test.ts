import assert from "node:assert/strict";
import { afterEach, beforeEach, describe, it } from "node:test";
import { Desk } from "../support/desk.js";
import { EventRecord } from "../support/event-record.js";

describe("a device that its cloud does not want", () => {
  let desk: Desk;
  let events: EventRecord;

  beforeEach(async () => {
    desk = await Desk.set();
    events = new EventRecord();
    await desk.boot(events);
    await events.next("connected");
  });

  afterEach(() => desk.clear());

  it("tries slowly, with its token untouched, when the token was revoked", async () => {
    await desk.connector.revoke("dev-1");
    await events.next("disconnected");
    const first = await events.next("state", { state: "refused", reason: /^bad-credentials/ });
    assert.ok(Number(first.retryIn) >= 100, "at least half of the first slow wait");
    await events.next("state", { state: "refused" });
    assert.equal(events.count("activated"), 1, "it never asks for a second token by itself");
    assert.equal(events.count("crashed"), 0);
  });

  it("waits while it is locked, and is back when it is unlocked", async () => {
    await desk.connector.lock("dev-1");
    await events.next("disconnected");
    await events.next("state", { state: "waiting", reason: /^connect-closed/ });
    await desk.connector.unlock("dev-1");
    await events.next("connected");
    assert.equal(events.count("activated"), 1);
  });

  it("gets nowhere, and says so, when its identity is activated already (CN-PROV-7)", async () => {
    const second = new EventRecord();
    // The same identity with an empty flash: a board whose flash was erased.
    await desk.boot(second, { flash: `${desk.folder}/another-flash` });
    await second.next("state", { state: "waiting", reason: /^activation-closed/ });
    assert.equal(second.count("activated"), 0);
  });
});
