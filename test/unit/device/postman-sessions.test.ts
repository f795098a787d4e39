import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { Value } from "../../../firmware/resources/value.js";
import { Office } from "../../support/fake-office.js";

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

  it("and present values are told also where the outbox is full: they need no place in it", () => {
    const office = new Office(1);
    for (let i = 0; i < 5; i++) office.postman.reading("t", i, 0);
    const session = office.openAndListen({ room: 0 });
    session.room = Infinity;
    office.postman.deliver();
    const lost = session.told.filter((text) => text.startsWith("events="));
    assert.deepEqual(session.told, ["led=false", "level=5", ...lost, "t=4"]);
  });
});
