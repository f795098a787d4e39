import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { FakeSession } from "../../support/fake-adapter.js";
import { Office } from "../../support/fake-office.js";

describe("a reading", () => {
  it("waits while there is no session", () => {
    const office = new Office();
    office.postman.reading("t", 1, 0);
    office.postman.deliver();
    assert.equal(office.outbox.length, 1);
    assert.deepEqual(office.events, []);
  });

  it("is sent when the session has room, and gone when it is acknowledged", () => {
    const office = new Office();
    const session = office.openAndListen({ room: 2 });
    session.acknowledgeAll();
    office.postman.reading("t", 1, 0);
    office.postman.deliver();
    assert.equal(session.sent.length, 2, "no room");
    session.room = 1;
    session.callbacks.onRoom();
    assert.deepEqual(session.told.at(-1), "t=1");
    const last = session.sent.at(-1) ?? [];
    assert.equal(office.outbox.length, 1);
    session.callbacks.onAcknowledged(last);
    assert.equal(office.outbox.length, 0);
  });

  it("stays where it is while the session has no room: it would be read from flash for nothing", () => {
    const office = new Office();
    const session = office.openAndListen();
    let asked = 0;
    const { outbox } = office;
    const take = outbox.take.bind(outbox);
    outbox.take = (lane, fits) => {
      asked += 1;
      return take(lane, fits);
    };
    session.room = 0;
    office.postman.reading("t", 1, 0);
    office.postman.deliver();
    assert.equal(asked, 0);
    session.room = 1;
    office.postman.deliver();
    assert.equal(session.told.at(-1), "t=1");
    assert.equal(asked, 1);
  });

  it("that is uncertain is kept, sent and told as such", () => {
    const office = new Office();
    office.postman.reading("t", 1, 0, "uncertain");
    const session = office.openAndListen();
    assert.deepEqual(
      session.sent.flat().flatMap(({ resource, quality }) => (resource === "t" ? [quality] : [])),
      ["uncertain"],
    );
    const told = office.heard("reported").filter((each) => "quality" in each);
    assert.deepEqual(told, [
      { event: "reported", resource: "t", value: 1, acknowledged: false, quality: "uncertain" },
    ]);
  });

  it("is told to observers when it leaves and when the cloud has it", () => {
    const office = new Office();
    const session = office.open();
    office.events.length = 0;
    office.postman.reading("t", 1.5, 0);
    office.postman.deliver();
    session.callbacks.onAcknowledged(session.sent.at(-1) ?? []);
    assert.deepEqual(office.events, [
      { event: "reported", resource: "t", value: 1.5, acknowledged: false },
      { event: "reported", resource: "t", value: 1.5, acknowledged: true },
    ]);
  });

  it("travels with others where the cloud takes them in one message", () => {
    const office = new Office();
    const session = office.openAndListen({ longest: 10 });
    session.room = 0;
    office.postman.reading("t", 1, 0);
    office.postman.reading("t", 2, 0);
    session.room = 1;
    office.postman.deliver();
    assert.deepEqual(session.told, ["led=false level=5", "t=1 t=2"]);
  });
});

describe("a write by the cloud", () => {
  it("that is accepted is published back, which acknowledges it (CN-RES-5)", () => {
    const office = new Office();
    const session = office.open();
    session.callbacks.onWrite("level", "7");
    assert.equal(session.told.at(-1), "level=7");
    assert.deepEqual(office.heard("written"), [
      { event: "written", resource: "level", value: 7, accepted: true },
    ]);
    assert.equal(office.lines.at(-1), "info resource: level set to 7");
  });

  it("that is refused is logged with the reason, and the present value is published back (CN-MOD-2)", () => {
    const office = new Office();
    const session = office.open();
    session.callbacks.onWrite("level", "11");
    assert.equal(session.told.at(-1), "level=5");
    assert.deepEqual(office.heard("written"), [
      { event: "written", resource: "level", value: 11, accepted: false, reason: "outside 0 to 10" },
    ]);
    assert.equal(office.lines.at(-1), "warning resource: level: 11 refused: outside 0 to 10");
  });

  it("to a resource that the device does not have is refused, and nothing is published", () => {
    const office = new Office();
    const session = office.open();
    const before = session.sent.length;
    session.callbacks.onWrite("pump", "1");
    assert.equal(session.sent.length, before);
    assert.match(office.lines.at(-1) ?? "", /pump: "1" refused: unknown resource/);
  });

  it("is acknowledged before any reading: somebody waits for the answer", () => {
    const office = new Office();
    const session = office.openAndListen({ room: 2 });
    office.postman.reading("t", 1, 0);
    session.callbacks.onWrite("led", "true");
    session.room = Infinity;
    session.callbacks.onRoom();
    assert.deepEqual(session.told, ["led=false", "level=5", "led=true", "t=1"]);
  });

  it("of great length is shortened in the log", () => {
    const office = new Office();
    office.open().callbacks.onWrite("level", "x".repeat(10_000));
    assert.ok((office.lines.at(-1) ?? "").length < 200);
  });

  it("that comes twice is acknowledged twice", () => {
    const office = new Office();
    const session = office.open();
    session.callbacks.onWrite("level", "7");
    session.callbacks.onWrite("level", "7");
    assert.deepEqual(session.told.slice(-2), ["level=7", "level=7"]);
  });
});

describe("a session that closes in the middle of a delivery", () => {
  it("keeps everything for the next one", () => {
    const office = new Office();
    office.postman.reading("t", 1, 0);
    office.postman.reading("t", 2, 0);
    const session = new FakeSession("", {
      onOpen: () => undefined,
      onRoom: () => undefined,
      onAcknowledged: () => undefined,
      onWrite: () => undefined,
      onContents: () => undefined,
      onClosed: () => undefined,
    });
    const send = session.send.bind(session);
    session.send = (batch) => {
      const sent = send(batch);
      session.close();
      office.postman.close();
      return sent;
    };
    office.postman.open(session);
    assert.equal(session.sent.length, 1);
    assert.deepEqual(office.open().told, ["t=1", "t=2"]);
  });
});
