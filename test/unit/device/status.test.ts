import "../../support/xs-globals.js";
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { token } from "../../support/fake-device.js";
import { FakeRestarts } from "../../support/fake-restarts.js";
import { World } from "../../support/fake-world.js";

describe("what a device says about itself", () => {
  it("says who and where it is, what it waits for, and what it holds", () => {
    const world = new World().goOnline();
    const { device, board, state, cloud, network, time, restart, credentials } = world.device.status();
    assert.deepEqual([device, board, state], ["AA:BB:CC:DD:EE:FF", "test board", "online"]);
    assert.deepEqual(cloud, { stage: "online", host: "c1.m2.localhost" });
    assert.deepEqual(network, { kind: "computer", stage: "up" });
    assert.deepEqual(time, { now: world.time.now(), known: true });
    assert.deepEqual(restart, { reason: "power-on", count: 0 });
    assert.deepEqual(credentials, [{ slot: "token" }]);
  });

  it("says how far the last try came, why no further, and when the next begins", () => {
    const world = new World().goOnline();
    world.platform.client.break();
    world.time.advance(1);
    const { state, cloud, offline } = world.device.status();
    assert.equal(state, "waiting");
    assert.equal(cloud.stage, "online");
    assert.match(cloud.reason ?? "", /^connection-lost/);
    assert.ok((cloud.retryIn ?? -1) > 0);
    assert.deepEqual([offline?.stage, offline?.tries], ["online", 1]);
    world.time.advance(60_000);
    assert.notEqual(world.device.status().cloud.retryIn, 0);
  });

  it("says what a device lacks that has no cloud, and brings its network up all the same", () => {
    const world = new World({ defaults: {} });
    world.time.advance(1000);
    const { state, cloud } = world.device.status();
    assert.deepEqual([state, cloud.reason], ["off", "the setting connectorId is missing"]);
    let answer: unknown;
    world.device.contents((given) => {
      answer = given;
    });
    assert.equal(answer, undefined, "not inside the call");
    world.time.advance();
    assert.deepEqual(answer, { code: "not-connected" });
  });

  it("says why it was restarted, with the last words of the run before", () => {
    const restarts = new FakeRestarts("abort", "1 3 1 0 - RangeError: out of coffee at app.ts:1");
    const { restart } = new World({ restarts }).device.status();
    assert.deepEqual(restart, {
      reason: "abort",
      count: 4,
      lastGasp: "RangeError: out of coffee at app.ts:1",
    });
  });

  it("says what memory is left, now and at least, where the board can tell", () => {
    let free = 90_000;
    const memory = () => ({ free, leastFree: 81_000 });
    const { device } = new World({ memory });
    assert.deepEqual(device.status().heap, { free: 90_000, leastFree: 81_000 });
    free = 85_000;
    assert.equal(device.status().heap?.free, 85_000);
    assert.ok(!("heap" in new World().device.status()), "a computer's memory says nothing of the device");
  });

  it("tells it in safe mode too: memory that ran out may be the reason for it", () => {
    const memory = () => ({ free: 9000, leastFree: 800 });
    const restarts = new FakeRestarts("abort", "1 4 4 0 - RangeError: out of coffee");
    assert.equal(new World({ memory, restarts }).device.status().heap?.leastFree, 800);
  });

  it("holds no secrets", () => {
    assert.ok(!JSON.stringify(new World().goOnline().device.status()).includes(token));
  });
});

describe("a device in safe mode", () => {
  const early = "1 4 4 0 - RangeError: out of coffee";

  it("touches no sensor, output or connection, and tells why", () => {
    const world = new World({
      restarts: new FakeRestarts("abort", early),
      sensors: { probe: () => assert.fail("a sensor was opened") },
      network: {
        start: () => assert.fail("the network was started"),
        restart: () => undefined,
        status: () => ({ kind: "wifi", stage: "link" }),
      },
    });
    world.time.advance(30_000);
    assert.deepEqual([world.lamp, world.platform.clients.length], [[], 0]);
    assert.match(
      world.device.status().cloud.reason ?? "",
      /^safe mode: 5 starts in a row ended early: RangeError: out of coffee$/,
    );
  });

  it("tries a full start after a minute, and after twice as long each time that fails", () => {
    for (const [count, minutes] of [
      [3, 1],
      [4, 2],
      [6, 8],
      [100, 64],
    ] as const) {
      const restarts = new FakeRestarts("abort", `1 4 ${count} 0 - `);
      const world = new World({ restarts });
      world.time.advance(minutes * 60_000 - 1);
      assert.equal(restarts.restarted, 0, `${count}`);
      world.time.advance(1);
      assert.equal(restarts.restarted, 1);
      assert.equal(new World({ restarts: restarts.next("software") }).lamp.length, 1, "a full start");
    }
  });

  it("is over where a run has settled", () => {
    const restarts = new FakeRestarts("software", "1 4 4 0 -t RangeError");
    new World({ restarts }).time.advance(61_000);
    assert.equal(new World({ restarts: restarts.next("abort") }).lamp.length, 1);
  });

  it("hears of a fault and writes it down before the board restarts", () => {
    const restarts = new FakeRestarts();
    let fail: ((fault: { kind: "exception"; message: string }) => void) | undefined;
    new World({
      restarts,
      onFault: (listener) => {
        fail = listener;
      },
    });
    fail?.({ kind: "exception", message: "TypeError: oops" });
    const { lastGasp } = new World({ restarts: restarts.next("abort") }).device.status().restart;
    assert.equal(lastGasp, "TypeError: oops");
  });
});
