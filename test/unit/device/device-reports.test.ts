import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { SessionCallbacks } from "../../../firmware/cloud/cloud-adapter.js";
import type { DeviceEvent } from "../../../firmware/device/device-event.js";
import { DeviceReports } from "../../../firmware/device/device-reports.js";
import { FakeSession } from "../../support/fake-adapter.js";
import { fakeLog } from "../../support/fake-log.js";
import { VirtualTime } from "../../support/virtual-time.js";

function setUp({ resource }: { resource: string | undefined } = { resource: "events" }) {
  const { log, lines } = fakeLog();
  const posted: string[] = [];
  const events: DeviceEvent[] = [];
  const reports = new DeviceReports({
    resource,
    clock: new VirtualTime(),
    log,
    observe: (event) => events.push(event),
    post: (alias, value) => posted.push(`${alias}=${String(value)}`),
  });
  return { reports, lines, posted, events };
}

function session(): FakeSession {
  return new FakeSession("", {} as SessionCallbacks);
}

describe("what a device tells about itself", () => {
  it("is one JSON text an event, posted like any reading", () => {
    const { reports, posted } = setUp();
    reports.report("certificate", { which: "server", notAfter: 5 });
    assert.deepEqual(posted, ['events={"event":"certificate","which":"server","notAfter":5}']);
  });

  it("goes to the log alone where no resource takes it, and then counts as told", () => {
    const { reports, lines, posted } = setUp({ resource: undefined });
    let told = 0;
    reports.report("certificate", { which: "server" });
    reports.first("restart", { reason: "abort" }, 0, () => told++);
    assert.deepEqual([told, posted, reports.deliver()], [1, [], true]);
    assert.deepEqual(lines, [
      'info report: {"event":"certificate","which":"server"}',
      'info report: {"event":"restart","reason":"abort"}',
    ]);
  });

  it("begins a session with its first words, in order, and tells who asked when the cloud has them", () => {
    const { reports, events } = setUp();
    const told: string[] = [];
    reports.first("restart", { reason: "abort" }, 0, () => told.push("restart"));
    reports.first("offline", { stage: "dns" }, 0, () => told.push("offline"));
    const open = session();
    reports.open(open);
    assert.deepEqual(open.told, [
      'events={"event":"restart","reason":"abort"}',
      'events={"event":"offline","stage":"dns"}',
    ]);
    for (const batch of open.sent) assert.equal(reports.acknowledged(batch), true);
    assert.deepEqual(told, ["restart", "offline"]);
    assert.deepEqual(
      events.map((event) => event.event === "reported" && event.acknowledged),
      [false, false, true, true],
    );
  });

  it("says them again in the next session until they are acknowledged, and not after", () => {
    const { reports } = setUp();
    let told = 0;
    reports.first("restart", { reason: "abort" }, 0, () => told++);
    const lost = session();
    reports.open(lost);
    reports.close();
    const next = session();
    reports.open(next);
    assert.equal(next.sent.length, 1);
    reports.acknowledged(next.sent[0] ?? []);
    reports.close();
    const last = session();
    reports.open(last);
    assert.deepEqual([last.sent.length, told], [0, 1]);
  });

  it("keeps everything else back while there is no room for a first word", () => {
    const { reports } = setUp();
    reports.first("restart", { reason: "abort" }, 0, () => undefined);
    const open = session();
    open.room = 0;
    reports.open(open);
    assert.equal(reports.deliver(), false);
    open.room = 1;
    assert.equal(reports.deliver(), true);
  });

  it("keeps a few first words only, the newest", () => {
    const { reports } = setUp();
    for (let i = 0; i < 10; i++) reports.first("offline", { stage: `s${i}` }, 0, () => undefined);
    const open = session();
    reports.open(open);
    assert.deepEqual(
      open.told.map((text) => text.slice(-5, -2)),
      ['"s6', '"s7', '"s8', '"s9'],
    );
  });

  it("leaves acknowledgements of readings to others", () => {
    const { reports } = setUp();
    assert.equal(reports.acknowledged([]), false);
  });
});
