import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { FakeFlash } from "../../support/fake-flash.js";
import { Office } from "../../support/fake-office.js";

/** A device whose `mode` starts something when the cloud writes it, and what outlives its restarts. */
class Actor {
  readonly commands = new FakeFlash();
  readonly kept = new Map<string, string | number | boolean>();
  /** Values with which the action ran, over all restarts. */
  readonly actions: unknown[] = [];
  /** The power fails in the middle of the action. */
  isCutInAction = false;
  office = this.#boot();

  #boot(): Office {
    const onWrite = {
      mode: (value: unknown) => {
        if (this.isCutInAction) throw new PowerCut();
        this.actions.push(value);
      },
    };
    return new Office(100, this.kept, { onWrite }, this.commands);
  }

  restart(): this {
    this.isCutInAction = false;
    this.office = this.#boot();
    return this;
  }

  /** What was told about the writes to `mode`, this run. */
  get outcomes(): unknown[] {
    return this.office.reports.filter(({ kind }) => kind === "command").map(({ outcome }) => outcome);
  }

  /** The cloud writes in a new session; `stamp` in microseconds. */
  write(payload: string, stamp?: number): this {
    this.office.open().callbacks.onWrite("mode", payload, stamp);
    return this;
  }
}

class PowerCut extends Error {}

const stamp = 1_767_225_600_000_000;

describe("a command", () => {
  it("runs its action once, and tells that it was applied", () => {
    const actor = new Actor().write("quiet");
    assert.deepEqual(actor.actions, ["quiet"]);
    assert.deepEqual(actor.outcomes, ["applied"]);
  });

  it("that comes again because its acknowledgement was lost is acknowledged again and does nothing (CN-MOD-3)", () => {
    const actor = new Actor().write("quiet");
    actor.office.postman.close();
    const session = actor.office.open();
    session.callbacks.onWrite("mode", "quiet");
    assert.deepEqual(actor.actions, ["quiet"]);
    assert.deepEqual(actor.outcomes, ["applied", "repeated"]);
    assert.ok(session.told.includes("mode=quiet"), "CN-RES-5");
  });

  it("that comes again after a restart does nothing", () => {
    const actor = new Actor().write("quiet").restart().write("quiet");
    assert.deepEqual(actor.actions, ["quiet"]);
    assert.deepEqual(actor.outcomes, ["repeated"]);
  });

  it("of the same value is a new one when the last was acknowledged, or in the same session", () => {
    const actor = new Actor();
    const session = actor.office.open();
    session.callbacks.onWrite("mode", "quiet");
    session.callbacks.onWrite("mode", "quiet");
    assert.deepEqual(actor.actions, ["quiet", "quiet"]);
    session.acknowledgeAll();
    actor.restart().write("quiet");
    assert.deepEqual(actor.actions, ["quiet", "quiet", "quiet"]);
  });

  it("whose action was interrupted by a power cut sets its value and does not run its action again", () => {
    const actor = new Actor();
    actor.isCutInAction = true;
    // What comes after the cut does not happen: the mark that the action is done is not written.
    actor.commands.writeError = undefined;
    const { write } = actor.commands;
    actor.commands.write = (key, value) => {
      if (value.includes('"done"')) throw new PowerCut();
      write.call(actor.commands, key, value);
    };
    actor.write("quiet");
    actor.commands.write = write;
    actor.restart().write("quiet");
    assert.deepEqual(actor.actions, []);
    assert.deepEqual(actor.outcomes, ["interrupted"]);
    assert.equal(actor.office.resources.value("mode"), "quiet");
  });

  it("is not taken for acknowledged when the value from before it is", () => {
    const actor = new Actor();
    const session = actor.office.openAndListen();
    const before = session.sent.find((batch) => batch[0]?.resource === "mode");
    session.callbacks.onWrite("mode", "quiet");
    if (before !== undefined) session.callbacks.onAcknowledged(before);
    actor.office.postman.close();
    actor.write("quiet");
    assert.deepEqual(before?.[0]?.value, "loud");
    assert.deepEqual(actor.actions, ["quiet"]);
  });

  it("is known by its stamp, where the cloud stamps (CN-RES-4)", () => {
    const actor = new Actor()
      .write("quiet", stamp)
      .write("quiet", stamp)
      .write("quiet", stamp + 1);
    assert.deepEqual(actor.actions, ["quiet", "quiet"]);
    assert.deepEqual(actor.outcomes, ["applied", "repeated", "applied"]);
  });

  it("with an older stamp than the last is refused, also after a restart, and the present value is told (CN-RES-4)", () => {
    const actor = new Actor().write("quiet", stamp).restart();
    const session = actor.office.open();
    session.callbacks.onWrite("mode", "loud", stamp - 1);
    assert.deepEqual(actor.actions, ["quiet"]);
    assert.deepEqual(actor.outcomes, ["stale"]);
    assert.ok(session.told.includes("mode=quiet"));
    assert.match(
      actor.office.lines.join(),
      /warning resource: mode: refused: a newer write was applied before/,
    );
  });

  it("with a stamp is refused as stale also where it starts nothing", () => {
    const office = new Office();
    const { callbacks } = office.open();
    callbacks.onWrite("level", "7", stamp);
    callbacks.onWrite("level", "3", stamp - 1);
    assert.equal(office.resources.value("level"), 7);
  });

  it("that the model refuses tells why, and the stamp counts all the same", () => {
    const actor = new Actor().write("much too long", stamp);
    assert.deepEqual(actor.actions, []);
    const [report] = actor.office.reports;
    assert.deepEqual([report?.outcome, report?.reason], ["refused", "longer than 10 characters"]);
    assert.deepEqual(actor.write("loud", stamp - 1).outcomes.at(-1), "stale");
  });

  it("is refused where flash does not take its mark: without it nobody would know that it ran", () => {
    const actor = new Actor();
    actor.commands.writeError = new Error("worn out");
    actor.write("quiet");
    assert.deepEqual(actor.actions, []);
    assert.deepEqual(actor.outcomes, ["refused"]);
  });

  it("is carried out in the order in which the cloud wrote", () => {
    const actor = new Actor();
    const { callbacks } = actor.office.open();
    for (const [index, mode] of ["a", "b", "c"].entries()) callbacks.onWrite("mode", mode, stamp + index);
    assert.deepEqual(actor.actions, ["a", "b", "c"]);
  });

  it("that sets a value and starts nothing needs no mark: setting it twice does no harm", () => {
    const office = new Office();
    office.open().callbacks.onWrite("level", "7");
    assert.deepEqual(office.commands.written, []);
  });
});
