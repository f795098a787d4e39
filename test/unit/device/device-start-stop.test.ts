import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { failure } from "../../../firmware/device/failure.js";
import { Secret } from "../../../firmware/storage/secret.js";
import { Bench, pace, token } from "../../support/fake-device.js";
import { VirtualTime } from "../../support/virtual-time.js";

function online(bench = new Bench()): Bench {
  bench.boot().activate();
  bench.adapter.session.callbacks.onOpen();
  return bench;
}

describe("starting a device", () => {
  it("waits for the link, then for the time, and only then talks to the cloud", () => {
    const bench = new Bench();
    bench.device.start();
    assert.equal(bench.device.state, "network");
    bench.time.advance(3_600_000);
    assert.equal(bench.device.state, "network", "a board without a network stays there");
    bench.linkUp();
    assert.equal(bench.device.state, "clock");
    assert.equal(bench.adapter.activations.length, 0);
    bench.time.advance();
    assert.equal(bench.device.state, "activating");
  });

  it("goes on with the best guess, and says so, where the network has no time", () => {
    class NoTime extends VirtualTime {
      override synchronize(onDone: (known: boolean) => void): void {
        this.set(() => onDone(false), 20_000);
      }
    }
    const clock = new NoTime();
    const bench = new Bench(undefined, { clock }).boot();
    clock.advance(20_000);
    assert.equal(bench.device.state, "activating");
    assert.match(bench.lines.join("\n"), /warning clock: no time/);
  });

  it("twice is a mistake of the program", () => {
    const bench = new Bench();
    bench.device.start();
    assert.throws(() => bench.device.start(), /power has no place in network/);
  });

  it("takes a link that comes up twice for one", () => {
    const bench = new Bench().boot();
    bench.linkUp();
    bench.time.advance();
    assert.equal(bench.adapter.activations.length, 1);
  });
});

describe("stopping a device", () => {
  it("closes the session and leaves no timer behind", () => {
    const bench = online();
    const { session } = bench.adapter;
    bench.device.stop();
    assert.equal(session.closed, true);
    assert.equal(bench.device.state, "off");
    assert.equal(bench.time.pending, 0);
  });

  it("closes an activation under way", () => {
    const bench = new Bench().boot();
    bench.device.stop();
    assert.equal(bench.adapter.activation.closed, true);
  });

  it("between activation and login leaves nothing behind", () => {
    const bench = new Bench().boot();
    bench.adapter.activation.callbacks.onCredentials(new Secret(token));
    bench.device.stop();
    assert.equal(bench.time.pending, 0);
    assert.equal(bench.adapter.sessions.length, 0);
  });

  it("forgets the next try", () => {
    const bench = new Bench().boot();
    bench.adapter.activation.callbacks.onClosed(failure("connect-failed"));
    bench.device.stop();
    assert.equal(bench.time.pending, 0);
    bench.time.advance(10 * pace.slow);
    assert.equal(bench.adapter.activations.length, 1);
    assert.equal(bench.device.state, "off");
  });

  it("twice, or before the start, is fine", () => {
    const bench = new Bench();
    bench.device.stop();
    bench.device.start();
    bench.device.stop();
    bench.device.stop();
    assert.deepEqual(bench.states, ["network", "off"]);
  });

  it("makes it deaf to a link and a time that come too late", () => {
    const bench = new Bench();
    bench.device.start();
    bench.device.stop();
    bench.linkUp();
    bench.time.advance();
    assert.deepEqual(bench.states, ["network", "off"]);

    const second = new Bench();
    second.device.start();
    second.linkUp();
    second.device.stop();
    second.time.advance();
    assert.deepEqual(second.states, ["network", "clock", "off"]);
    assert.equal(second.adapter.activations.length, 0);
  });

  it("keeps the readings that were on their way for the next session", () => {
    const bench = online();
    bench.outbox.add({ resource: "t", value: 20, uptime: 0 });
    bench.adapter.session.callbacks.onRoom();
    assert.deepEqual(bench.adapter.session.told, ["t=20"]);
    bench.device.stop();
    bench.boot();
    bench.adapter.session.callbacks.onOpen();
    assert.equal(bench.adapter.sessions.length, 2);
    assert.deepEqual(bench.adapter.session.told, ["t=20"]);
  });

  it("lets it be started again", () => {
    const bench = online();
    bench.device.stop();
    bench.boot();
    bench.adapter.session.callbacks.onOpen();
    assert.equal(bench.device.state, "online");
    assert.equal(bench.adapter.activations.length, 1, "with the credentials of before");
  });
});
