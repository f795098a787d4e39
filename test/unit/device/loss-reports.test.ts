import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { SessionCallbacks } from "../../../firmware/cloud/cloud-adapter.js";
import { LossReports } from "../../../firmware/device/loss-reports.js";
import { FakeSession } from "../../support/fake-adapter.js";
import { fakeLog } from "../../support/fake-log.js";
import { Office } from "../../support/fake-office.js";

/** An office with room for two readings, which has seen five; three are lost. */
function losing(): Office {
  const office = new Office(2);
  for (let i = 0; i < 5; i++) office.postman.reading("t", i, 1000 * i);
  return office;
}

/** What the cloud is told of losses. */
function told(session: ReturnType<Office["open"]>): unknown[] {
  return session.told.filter((text) => text.startsWith("events=")).map((text) => JSON.parse(text.slice(7)));
}

const from = Date.UTC(2026, 0, 1);
const three = { event: "lost", resource: "t", count: 3, from, to: from + 2000 };

describe("readings that were lost", () => {
  it("are owned up to before what is left is told: how many, of what, and between when", () => {
    const office = losing();
    const session = office.open();
    assert.deepEqual(session.told, [`events=${JSON.stringify(three)}`, "t=3", "t=4"]);
    session.acknowledgeAll();
    assert.deepEqual(office.heard("lost"), [{ event: "lost", resource: "t", count: 3 }]);
    assert.match(
      office.lines.join(),
      /outbox: 3 readings of t were lost between 2026-01-01T00:00:00.000Z and 2026-01-01T00:00:02.000Z/,
    );
  });

  it("are told once", () => {
    const office = losing();
    office.open().acknowledgeAll();
    office.postman.close();
    assert.deepEqual(told(office.open()), []);
  });

  it("are told again where the session ended before the cloud had acknowledged it, with those that came to it", () => {
    const office = losing();
    assert.deepEqual(told(office.open()), [three]);
    office.postman.close();
    office.postman.reading("t", 5, 5000);
    assert.deepEqual(told(office.open()), [{ ...three, count: 4, to: from + 3000 }]);
  });

  it("wait where the session has no room for the report, and nothing goes before it", () => {
    const office = losing();
    const session = office.open({ room: 0 });
    session.room = 1;
    session.callbacks.onRoom();
    assert.deepEqual([told(session), session.told.length], [[three], 1]);
    assert.deepEqual(office.heard("lost"), []);
  });

  it("in the middle of a session are told in it, at once and then every ten minutes", () => {
    const office = new Office(2);
    const session = office.openAndListen({ room: 2 });
    const lose = (): void => {
      for (let i = 0; i < 5; i++) office.postman.reading("t", i, office.time.uptime());
      session.room = 1;
      office.postman.poll();
      const last = session.sent.at(-1) ?? [];
      session.room = 0;
      session.callbacks.onAcknowledged(last);
    };
    lose();
    assert.equal(told(session).length, 1);
    office.time.advance(599_000);
    lose();
    assert.equal(told(session).length, 1);
    office.time.advance(2000);
    lose();
    assert.equal(told(session).length, 2);
  });

  it("of several resources are told one after the other", () => {
    const office = new Office(1);
    office.postman.reading("t", 1, 0);
    office.postman.reading("level", 1, 0);
    office.postman.reading("t", 2, 0);
    const session = office.open({ room: 1 });
    assert.equal(told(session).length, 1);
    session.room = 1;
    session.callbacks.onAcknowledged(session.sent[0] ?? []);
    session.callbacks.onRoom();
    assert.deepEqual(
      told(session).map((loss) => (loss as { resource: string }).resource),
      ["t", "level"],
    );
  });

  it("are in the log alone where no resource takes what the device tells about itself", () => {
    const { log, lines } = fakeLog();
    const settled: unknown[] = [];
    const loss = { resource: "t", count: 2, from: undefined, to: undefined };
    const losses = new LossReports({
      outbox: { losses: () => [loss], settle: (each) => settled.push(each) },
      events: undefined,
      clock: { uptime: () => 0 },
      log,
      observe: () => undefined,
      onReported: () => assert.fail("nothing leaves"),
    });
    assert.equal(losses.deliver(new FakeSession("", {} as SessionCallbacks)), true);
    assert.deepEqual([settled, lines], [[loss], ["warning outbox: 2 readings of t were lost"]]);
  });
});
