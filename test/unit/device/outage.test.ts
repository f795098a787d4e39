import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Outage } from "../../../firmware/device/outage.js";
import { OutageStore } from "../../../firmware/storage/outage-store.js";
import { FakeFlash } from "../../support/fake-flash.js";
import { fakeLog } from "../../support/fake-log.js";
import { VirtualTime } from "../../support/virtual-time.js";

const minute = 60_000;
const start = Date.UTC(2026, 0, 1);

/** A device's outage over its flash; `flash` is what a run before left. */
function setUp(flash = new FakeFlash(), options: { isTimeKnown?: boolean; epoch?: number } = {}) {
  const time = new VirtualTime(options.epoch ?? start);
  const { log, lines } = fakeLog();
  const outage = new Outage({
    clock: time,
    isTimeKnown: () => options.isTimeKnown ?? true,
    store: new OutageStore({ domain: flash, log }),
  });
  return { time, flash, outage, lines };
}

/** It is over, and the cloud hears of it. */
function tellEnd(outage: Outage): void {
  outage.told(outage.end() ?? assert.fail("there was none"));
}

describe("the record of an absence", () => {
  it("goes from the first failure to the login and names the last stage reached", () => {
    const { time, outage } = setUp();
    time.advance(minute);
    outage.failed("online", "connection-lost");
    time.advance(5000);
    outage.failed("tls", "tls-failed");
    const record = { from: start + minute, stage: "tls", reason: "tls-failed", tries: 2 };
    assert.deepEqual(outage.record, record);
    assert.deepEqual(outage.end(), record);
    assert.equal(outage.end(), undefined, "once");
  });

  it("writes nothing to flash for a short absence", () => {
    const { time, outage, flash } = setUp();
    for (let i = 0; i < 50; i++) {
      outage.failed("tcp", "connect-failed");
      time.advance(1000);
    }
    tellEnd(outage);
    assert.deepEqual(flash.written, []);
  });

  it("writes once for a day of the same failure, and once an hour at most where the stage changes", () => {
    const { time, outage, flash } = setUp();
    for (let i = 0; i < 24 * 60; i++) {
      outage.failed("tcp", `connect-failed ${i}`);
      time.advance(minute);
    }
    assert.equal(flash.written.length, 1);
    for (let i = 0; i < 24 * 60; i++) {
      outage.failed(i % 2 === 0 ? "dns" : "tls", "this and that");
      time.advance(minute);
    }
    assert.ok(flash.written.length <= 1 + 24, `${flash.written.length} writes`);
  });

  it("goes on after a restart where it began before, as the restart is part of it", () => {
    const before = setUp();
    before.outage.failed("tcp", "connect-failed");
    before.time.advance(2 * minute);
    before.outage.keep();
    const after = setUp(before.flash, { epoch: start + 10 * minute });
    after.outage.failed("dns", "dns-failed");
    assert.deepEqual(after.outage.end(), { from: start, stage: "dns", reason: "dns-failed", tries: 2 });
  });

  it("is told although the device came back without a further failure after the restart", () => {
    const before = setUp();
    before.outage.failed("tcp", "connect-failed");
    before.outage.keep();
    assert.equal(setUp(before.flash).outage.end()?.stage, "tcp");
  });

  it("stays in flash until the cloud has it", () => {
    const { outage, flash } = setUp();
    outage.failed("tcp", "connect-failed");
    outage.keep();
    const record = outage.end() ?? assert.fail("there was none");
    assert.ok(setUp(flash).outage.record !== undefined);
    outage.told(record);
    assert.equal(setUp(flash).outage.record, undefined);
  });

  it("stays in flash when the cloud hears of an older one meanwhile, and is kept as soon as any other", () => {
    const { time, outage, flash } = setUp();
    const [first, second] = (["tcp", "dns"] as const).map((stage) => {
      outage.failed(stage, "first try");
      time.advance(2 * minute);
      outage.failed(stage, "second try");
      return outage.end() ?? assert.fail("there was none");
    });
    assert.ok(first !== undefined && second !== undefined);
    assert.equal(setUp(flash).outage.record?.stage, "dns");
    outage.told(first);
    assert.equal(setUp(flash).outage.record?.stage, "dns");
    outage.told(second);
    assert.equal(setUp(flash).outage.record, undefined);
  });

  it("stays in flash when the cloud hears of a short one after it", () => {
    const { outage, flash } = setUp();
    outage.failed("tcp", "connect-failed");
    outage.keep();
    outage.end();
    outage.failed("dns", "dns-failed");
    tellEnd(outage);
    assert.equal(setUp(flash).outage.record?.stage, "tcp");
  });

  it("does not say since when where the device did not know the time", () => {
    const { outage } = setUp(new FakeFlash(), { isTimeKnown: false });
    outage.failed("link", "no-link");
    assert.deepEqual(outage.end(), { stage: "link", reason: "no-link", tries: 1 });
  });

  it("costs nothing but itself where flash fails or holds something else", () => {
    const broken = new FakeFlash();
    broken.readError = new Error("mismatch");
    broken.writeError = new Error("worn out");
    const { outage, lines } = setUp(broken);
    outage.failed("tcp", "connect-failed");
    assert.doesNotThrow(() => outage.keep());
    assert.match(lines.join("\n"), /could not be kept: Error: worn out/);
    for (const text of ['{"schema":1,"stage":"moon"}', '{"schema":1}']) {
      const odd = new FakeFlash();
      odd.values.set("outage", text);
      assert.equal(setUp(odd).outage.record, undefined);
    }
  });
});
