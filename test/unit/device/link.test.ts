import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { RunMemo } from "../../../firmware/device/run-memo.js";
import { encodeMemo, firstMemo } from "../../../firmware/device/run-memo.js";
import { CredentialStore } from "../../../firmware/storage/credential-store.js";
import { Secret } from "../../../firmware/storage/secret.js";
import { account, Bench, pace, recovering, token } from "../../support/fake-device.js";
import { FakeFlash } from "../../support/fake-flash.js";
import { fakeLog } from "../../support/fake-log.js";
import { FakeRestarts } from "../../support/fake-restarts.js";

const minute = 60_000;

/** A chip that was restarted, with this memo. */
function restarted(memo: Partial<RunMemo>): FakeRestarts {
  return new FakeRestarts("software", encodeMemo({ ...firstMemo, ...memo }));
}

/** A device that is activated. */
function activated(restarts = new FakeRestarts()): Bench {
  const flash = new FakeFlash();
  new CredentialStore({ domain: flash, log: fakeLog().log }).write(account, {
    secret: new Secret(token),
    standing: "known",
  });
  return new Bench(flash, {}, restarts);
}

describe("a device whose link goes down", () => {
  it("keeps its session: a link that is back in time finds it alive", () => {
    const bench = activated().boot();
    bench.adapter.session.callbacks.onOpen();
    bench.network.down();
    bench.time.advance(minute);
    bench.network.up();
    bench.time.advance(minute);
    assert.deepEqual([bench.device.state, bench.adapter.sessions.length], ["online", 1]);
  });

  it("begins no connection without a link, and says that the link is what it lacks", () => {
    const bench = activated().boot();
    bench.network.down("access point not found");
    bench.adapter.session.callbacks.onClosed({ code: "connection-lost" });
    bench.time.advance(2 * pace.normal);
    assert.equal(bench.adapter.sessions.length, 1);
    const { stage, reason } = bench.device.cloud;
    assert.equal(stage, "link");
    assert.match(reason ?? "", /^no-link: there is no network \(access point not found\)$/);
  });

  it("tries soon after the link is back, however long the wait was to be, but not all devices at once", () => {
    const bench = activated().boot();
    bench.network.down();
    bench.adapter.session.callbacks.onClosed({ code: "connection-lost" });
    // Into the longest wait.
    bench.time.advance(30 * minute);
    const tries = bench.adapter.sessions.length;
    bench.network.up();
    bench.time.advance(900);
    assert.equal(bench.adapter.sessions.length, tries);
    bench.time.advance(200);
    assert.equal(bench.adapter.sessions.length, tries + 1);
  });

  it("tells afterwards from when to when and why, before everything else", () => {
    const bench = activated().boot();
    bench.adapter.session.callbacks.onOpen();
    bench.network.down();
    bench.adapter.session.callbacks.onClosed({ code: "connection-lost" });
    const from = bench.time.now();
    bench.time.advance(5 * minute);
    bench.outbox.add({ resource: "t", value: 1, uptime: bench.time.uptime() });
    bench.network.up();
    bench.time.advance(3000);
    bench.adapter.session.callbacks.onOpen();
    const [first = ""] = bench.adapter.session.told;
    const { event, stage, ...times } = JSON.parse(first.slice("events=".length)) as Record<string, unknown>;
    assert.deepEqual([event, stage, times.from, times.to], ["offline", "link", from, bench.time.now()]);
  });
});

describe("a device that never gets a link", () => {
  it("restarts its network in growing gaps, and its chip after a network that once worked", () => {
    const bench = activated(restarted({ reached: true }));
    bench.device.start();
    bench.time.advance(recovering.network - minute);
    assert.equal(bench.network.restarts, 0);
    bench.time.advance(2 * minute);
    assert.equal(bench.network.restarts, 1);
    bench.time.advance(recovering.restart);
    assert.ok(bench.network.restarts >= 2);
    assert.equal(bench.restarts.restarted, 1);
  });

  it("never restarts its chip where no network has worked since power-on: that would mend nothing", () => {
    const bench = activated();
    bench.device.start();
    bench.time.advance(48 * 60 * minute);
    assert.equal(bench.restarts.restarted, 0);
    assert.ok(bench.network.restarts > 2);
  });

  it("says in its status that the link is what it lacks", () => {
    const bench = activated();
    bench.device.start();
    assert.deepEqual(bench.device.cloud.stage, "link");
    assert.equal(bench.device.cloud.reason, "no access point");
  });
});

describe("a device that nobody answers", () => {
  it("restarts its chip, with the record of the absence in flash, and is patient for longer after it", () => {
    for (const [recoveries, hours] of [
      [0, 1],
      [2, 4],
    ] as const) {
      const bench = activated(restarted({ recoveries })).boot();
      bench.time.synchronize = (onDone) => void bench.time.set(() => onDone(false));
      const fail = (): void => bench.adapter.session.callbacks.onClosed({ code: "connect-failed" });
      let tries = 0;
      while (bench.restarts.restarted === 0 && bench.time.uptime() < 100 * 60 * minute) {
        if (bench.adapter.sessions.length > tries) {
          tries = bench.adapter.sessions.length;
          fail();
        }
        bench.time.advance(1000);
      }
      const passed = bench.time.uptime() / 60 / minute;
      assert.ok(passed >= hours && passed < hours + 0.5, `${recoveries}: after ${passed} h`);
      assert.ok(tries > 100, "and it tried all the time");
      const kept = JSON.parse(bench.flash.values.get("outage") ?? "{}") as Record<string, unknown>;
      assert.deepEqual([kept.stage, kept.tries], ["tcp", tries], "as it was at the very end");
    }
  });

  it("never restarts anything because its cloud is away while the time server answers, in a week", () => {
    const bench = activated().boot();
    let tries = 0;
    while (bench.time.uptime() < 7 * 24 * 60 * minute) {
      if (bench.adapter.sessions.length > tries) {
        tries = bench.adapter.sessions.length;
        bench.adapter.session.callbacks.onClosed({ code: "connect-failed" });
      }
      bench.time.advance(5000);
    }
    assert.deepEqual([bench.network.restarts, bench.restarts.restarted], [0, 0]);
  });
});
