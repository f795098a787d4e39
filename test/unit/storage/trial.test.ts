import "../../support/xs-globals.js";
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { SettingsStore } from "../../../firmware/storage/settings.js";
import { pairText, rootsText, Trial } from "../../../firmware/storage/trial.js";
import { FakeFlash } from "../../support/fake-flash.js";
import { fakeLog } from "../../support/fake-log.js";

/** A device's flash over many starts. */
function desk(domain = new FakeFlash()) {
  const { log } = fakeLog();
  const options = { domain, log };
  const start = (): Trial => new Trial(options);
  const domainIn = (trial: Trial): string =>
    new SettingsStore({ ...options, defaults: {}, trial: trial.content?.settings }).read().domain;
  /** Gives it something that works. */
  const prove = (): void => {
    new SettingsStore({ ...options, defaults: {} }).write({ domain: "old.example" });
    rootsText(options, "live").write("old roots");
    pairText(options, "live").write("old pair");
    start().online();
  };
  const stage = (): void => {
    rootsText(options, "staged").write("new roots");
    pairText(options, "staged").write("new pair");
  };
  const live = () => [rootsText(options, "live").read(), pairText(options, "live").read()];
  return { domain, options, start, domainIn, prove, stage, live };
}

const content = { settings: { domain: "new.example" }, ca: "staged", cert: "staged" } as const;

describe("a trial of settings and credentials", () => {
  it("replaces what works only after the device came online with the new", () => {
    const { start, domainIn, prove, stage, live } = desk();
    prove();
    const before = start();
    assert.equal(before.isProven, true);
    stage();
    before.commit(content);
    assert.deepEqual(live(), ["old roots", "old pair"]);
    const during = start();
    assert.deepEqual([domainIn(during), during.content?.ca], ["new.example", "staged"]);
    during.countDown(() => 41.2);
    assert.deepEqual(during.state(), { state: "running", seconds: 42 });
    during.online();
    assert.deepEqual(during.state(), { state: "kept" });
    const after = start();
    assert.deepEqual(
      [domainIn(after), after.content, after.state()],
      ["new.example", undefined, { state: "kept" }],
    );
    assert.deepEqual(live(), ["new roots", "new pair"]);
  });

  it("that was won is never lost: where flash fails while the new moves in, the next start goes on", () => {
    const { domain, start, domainIn, prove, stage, live } = desk();
    prove();
    const before = start();
    stage();
    before.commit(content);
    const during = start();
    const write = domain.write.bind(domain);
    domain.write = (key, value) => {
      if (key.startsWith("ca")) throw new Error("flash is full");
      write(key, value);
    };
    assert.throws(() => during.online(), /full/);
    domain.write = write;
    during.fail("180 s are over");
    const after = start();
    assert.equal(domainIn(after), "new.example");
    assert.deepEqual(live(), ["new roots", "new pair"]);
  });

  it("does not begin where flash fails at the commit: the old holds, also after a restart", () => {
    for (const isProven of [true, false]) {
      const { domain, start, domainIn, prove, stage, live } = desk();
      prove();
      if (!isProven) domain.delete("trial");
      const before = start();
      stage();
      const power = failAfter(domain, 0);
      assert.throws(() => before.commit(content));
      assert.equal(before.isPending, false);
      power.back();
      assert.equal(domainIn(start()), "old.example");
      assert.deepEqual(live(), ["old roots", "old pair"]);
    }
  });

  it("is one write at the commit, and all of the new or none of it in the next run, wherever flash fails", () => {
    for (const key of ["settings", "ca", "cert", "trial"]) {
      const { domain, options, start, domainIn, prove, stage, live } = desk();
      prove();
      domain.delete("trial");
      const before = start();
      stage();
      const writes = domain.written.length;
      before.commit(content);
      assert.deepEqual(domain.written.slice(writes), ["trial"]);
      const write = domain.write.bind(domain);
      domain.write = (name, value) => {
        if (name === key) throw new Error("flash is full");
        write(name, value);
      };
      const next = start();
      assert.deepEqual(
        [domainIn(next), rootsText(options, next.roots).read(), pairText(options, next.pair).read()],
        ["new.example", "new roots", "new pair"],
        key,
      );
      assert.deepEqual(next.state(), { state: "none" }, "nothing runs out that cannot go back");
      domain.write = write;
      next.online();
      assert.deepEqual([domainIn(start()), ...live()], ["new.example", "new roots", "new pair"]);
    }
  });

  it("that waits for its restart is not undone by the old coming online meanwhile", () => {
    const { start, domainIn, stage } = desk();
    const before = start();
    stage();
    before.commit(content);
    assert.equal(before.isPending, true);
    before.online();
    const after = start();
    assert.deepEqual([domainIn(after), after.isProven, after.isPending], ["new.example", false, false]);
  });

  it("ends with the old where the device does not come online, and tells why", () => {
    const { start, domainIn, prove, stage, live } = desk();
    prove();
    const before = start();
    stage();
    before.commit(content);
    start().fail("tls: the server is not to be trusted");
    const after = start();
    assert.equal(domainIn(after), "old.example");
    assert.deepEqual(after.state(), { state: "reverted", reason: "tls: the server is not to be trusted" });
    assert.deepEqual(live(), ["old roots", "old pair"]);
  });

  it("lasts one run: the new crash the device, or the power goes", () => {
    const { start, domainIn, prove } = desk();
    prove();
    start().commit({ ...content, ca: "same", cert: "none" });
    start();
    const after = start();
    assert.equal(domainIn(after), "old.example");
    assert.match(JSON.stringify(after.state()), /reverted.*restarted/);
  });

  it("does not take place where nothing worked before", () => {
    const { start, domainIn, stage, live } = desk();
    const before = start();
    stage();
    before.commit(content);
    const after = start();
    assert.deepEqual([domainIn(after), after.content, after.isProven], ["new.example", undefined, false]);
    assert.deepEqual(live(), ["new roots", "new pair"]);
  });

  it("leaves the old or the new after a power cut in front of any write, never a mixture", () => {
    for (const isProven of [true, false]) {
      let outcomes = "";
      for (let cut = 0; ; cut++) {
        const flash = new FakeFlash();
        const { start, domainIn, prove, stage, live } = desk(flash);
        if (isProven) prove();
        else {
          prove();
          flash.delete("trial");
        }
        const trial = start();
        stage();
        const power = failAfter(flash, cut);
        attempt(() => trial.commit(content));
        const next = start();
        if (isProven) attempt(() => next.online());
        const finished = !power.isCut();
        power.back();
        let after = start();
        // A trial that begins after the power is back, and comes online.
        if (after.content !== undefined) after.online();
        after = start();
        const found = [domainIn(after), ...live()].join();
        assert.match(
          found,
          /^(old.example,old roots,old pair|new.example,new roots,new pair)$/,
          `cut ${cut}`,
        );
        outcomes += found.charAt(0);
        if (finished) break;
      }
      // Not in one step from old to new: a trial that was cut short goes back, one that never began is made up for.
      assert.match(outcomes, /^o[on]*n$/);
      assert.ok(outcomes.length > 6, outcomes);
    }
  });

  it("forgets at a restart what was staged and not committed", () => {
    const { start, stage, options, domain } = desk();
    stage();
    start();
    assert.equal(rootsText(options, "staged").read(), undefined);
    assert.deepEqual(
      [...domain.values.keys()].filter((key) => /^(new|try)/.test(key)),
      [],
    );
  });

  it("does not keep a device from starting where flash fails", () => {
    const { start, domain } = desk();
    domain.readError = new Error("worn out");
    assert.equal(start().content, undefined);
  });
});

/** The power goes in front of the change of flash with that number: nothing that follows is done. */
function failAfter(flash: FakeFlash, count: number): { isCut(): boolean; back(): void } {
  let left = count;
  const write = flash.write.bind(flash);
  const remove = flash.delete.bind(flash);
  const spend = (): void => {
    if (left === 0) throw new Error("no power");
    left -= 1;
  };
  flash.write = (key, value) => {
    spend();
    write(key, value);
  };
  flash.delete = (key) => {
    spend();
    remove(key);
  };
  return {
    isCut: () => left === 0,
    back: () => {
      left = Infinity;
    },
  };
}

function attempt(action: () => void): void {
  try {
    action();
  } catch {
    // the power is gone
  }
}
