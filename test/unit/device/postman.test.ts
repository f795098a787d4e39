import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { DeviceEvent } from "../../../firmware/device/device-event.js";
import { Postman } from "../../../firmware/device/postman.js";
import { Outbox } from "../../../firmware/outbox/outbox.js";
import type { ResourceDefinition } from "../../../firmware/resources/definition.js";
import { ResourceSet } from "../../../firmware/resources/resource-set.js";
import type { Value } from "../../../firmware/resources/value.js";
import { Secret } from "../../../firmware/storage/secret.js";
import { FakeSession } from "../../support/fake-adapter.js";
import { fakeLog } from "../../support/fake-log.js";
import { VirtualTime } from "../../support/virtual-time.js";

const table: Record<string, ResourceDefinition> = {
  t: { format: "number", source: "s.t", report: { intervalSeconds: 1 } },
  led: { format: "boolean", settable: true, initial: false, persist: false },
  level: { format: "number", settable: true, initial: 5, range: [0, 10], persist: false },
};
/** With a resource whose value is kept over a restart. */
const lastingTable: Record<string, ResourceDefinition> = {
  ...table,
  mode: { format: "string", settable: true, initial: "loud", maxLength: 10 },
};

class Office {
  readonly time = new VirtualTime();
  readonly events: DeviceEvent[] = [];
  readonly lines: string[];
  readonly outbox: Outbox;
  readonly resources: ResourceSet;
  readonly postman: Postman;

  /** `kept` is what flash holds; with it the device has `mode`. */
  constructor(capacity = 100, kept?: Map<string, Value>) {
    const { log, lines } = fakeLog();
    this.lines = lines;
    const keeper = {
      read: (alias: string) => kept?.get(alias),
      write: (alias: string, value: Value) => void kept?.set(alias, value),
    };
    const definitions = new Map(Object.entries(kept === undefined ? table : lastingTable));
    this.resources = new ResourceSet({ definitions, outputs: {}, keeper, log });
    this.outbox = new Outbox({ capacity, onLost: (reading) => this.postman.lost(reading) });
    this.postman = new Postman({
      outbox: this.outbox,
      resources: this.resources,
      clock: this.time,
      log,
      observe: (event) => this.events.push(event),
    });
  }

  /** Opens a session and lets it listen as long as it wants. */
  openAndListen(settings: { room?: number; longest?: number } = {}): FakeSession {
    const session = this.open(settings);
    this.listen();
    return session;
  }

  listen(): void {
    this.time.advance(1000);
    this.postman.deliver();
  }

  /** Opens a session in which the cloud acknowledges nothing by itself. */
  open(settings: { room?: number; longest?: number } = {}): FakeSession {
    const session = new FakeSession(new Secret("").reveal(), {
      onOpen: () => undefined,
      onRoom: () => this.postman.deliver(),
      onAcknowledged: (batch) => this.postman.acknowledged(batch),
      onWrite: (alias, payload) => this.postman.written(alias, payload),
      onClosed: () => this.postman.close(),
    });
    session.room = settings.room ?? Infinity;
    session.longest = settings.longest ?? 1;
    this.postman.open(session);
    return session;
  }

  heard(event: DeviceEvent["event"]): DeviceEvent[] {
    return this.events.filter((each) => each.event === event);
  }
}

describe("a session opens", () => {
  it("and the cloud is told the present value of everything that no sensor reports", () => {
    const session = new Office().openAndListen();
    assert.deepEqual(session.told, ["led=false", "level=5"]);
  });

  it("but before that the cloud has the word for a second: what it wrote meanwhile is not overwritten (CN-MOD-2)", () => {
    const office = new Office();
    const session = office.open();
    office.postman.deliver();
    assert.deepEqual(session.told, []);
    session.callbacks.onWrite("led", "true");
    office.listen();
    assert.deepEqual(session.told, ["led=true", "level=5"], "the old value of led is never published");
  });

  it("again, and it is not told what it knows", () => {
    const office = new Office();
    office.openAndListen().acknowledgeAll();
    office.postman.close();
    assert.deepEqual(office.openAndListen().told, []);
  });

  it("again, and what the last one did not acknowledge is told as it is now", () => {
    const office = new Office();
    office.openAndListen();
    office.postman.close();
    office.resources.write("level", "6");
    assert.deepEqual(office.openAndListen().told, ["led=false", "level=6"]);
  });

  it("after a restart, and kept values that the cloud has acknowledged or written are not told again", () => {
    const kept = new Map<string, Value>();
    const first = new Office(100, kept);
    const session = first.openAndListen();
    session.callbacks.onWrite("mode", "quiet");
    session.acknowledgeAll();
    assert.deepEqual([...kept], [["mode", "quiet"]]);
    assert.deepEqual(new Office(100, kept).openAndListen().told, ["led=false", "level=5"]);
  });

  it("after an activation, and a cloud that knows nothing is told everything", () => {
    const office = new Office(100, new Map([["mode", "quiet"]]));
    office.postman.introduce();
    assert.deepEqual(office.openAndListen().told, ["led=false", "level=5", "mode=quiet"]);
  });

  it("and what was on its way when the last one ended goes first, in order", () => {
    const office = new Office();
    office.postman.reading("t", 1, 0);
    office.postman.reading("t", 2, 0);
    office.open({ room: 1 });
    office.postman.close();
    office.postman.reading("t", 3, 0);
    assert.deepEqual(office.open().told, ["t=1", "t=2", "t=3"]);
  });

  it("and the readings lost in the meantime are owned up to, once", () => {
    const office = new Office(2);
    for (let i = 0; i < 5; i++) office.postman.reading("t", i, 0);
    assert.deepEqual(office.lines, ["warning outbox: full: the oldest readings of t are given up"]);
    office.open({ room: 0 });
    assert.deepEqual(office.heard("lost")[0], { event: "lost", resource: "t", count: 3 });
    office.postman.close();
    office.events.length = 0;
    office.open().acknowledgeAll();
    office.postman.close();
    office.events.length = 0;
    office.open();
    assert.deepEqual(office.heard("lost"), []);
  });

  it("and a present value that the full outbox gave up is told after all", () => {
    const office = new Office(3);
    office.openAndListen({ room: 0 });
    for (let i = 0; i < 5; i++) office.postman.reading("t", i, 0);
    office.postman.close();
    const session = office.open();
    session.acknowledgeAll();
    office.listen();
    assert.ok(session.told.includes("led=false"), session.told.join());
    assert.ok(session.told.includes("level=5"), session.told.join());
  });

  it("and comes to rest also where the outbox holds less than the device has to tell", () => {
    const office = new Office(1);
    const session = office.openAndListen({ room: 0 });
    session.room = Infinity;
    office.postman.deliver();
    assert.equal(session.told.length, 1);
  });
});

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
    const session = office.open({ room: 0, longest: 10 });
    office.postman.reading("t", 1, 0);
    session.room = 1;
    office.listen();
    assert.deepEqual(session.told, ["t=1 led=false level=5"]);
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

  it("is acknowledged after the readings that were made before it", () => {
    const office = new Office();
    const session = office.openAndListen({ room: 2 });
    office.postman.reading("t", 1, 0);
    session.callbacks.onWrite("led", "true");
    session.room = Infinity;
    session.callbacks.onRoom();
    assert.deepEqual(session.told, ["led=false", "level=5", "t=1", "led=true"]);
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
