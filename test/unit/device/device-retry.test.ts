import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { type FailureCode, failure } from "../../../firmware/device/failure.js";
import { Bench, token } from "../../support/fake-device.js";
import { FakeFlash } from "../../support/fake-flash.js";
import { VirtualTime } from "../../support/virtual-time.js";

/** A device that was activated before and has just been switched on. */
function activated(): Bench {
  const flash = new FakeFlash();
  new Bench(flash).boot().activate();
  return new Bench(flash).boot();
}

/** Lets the present login or session end, and tells the wait before the next one, milliseconds. */
function retryAfter(bench: Bench, code: FailureCode): number {
  bench.adapter.session.callbacks.onClosed(failure(code));
  const last = bench.events.at(-1);
  assert.equal(last?.event, "state");
  const wait = last.event === "state" ? (last.retryIn ?? Number.NaN) : Number.NaN;
  bench.time.advance(wait);
  return wait;
}

describe("a device with credentials", () => {
  it("logs in with them and asks for nothing", () => {
    const bench = activated();
    assert.equal(bench.adapter.activations.length, 0);
    assert.equal(bench.adapter.session.credentials, token);
  });

  it("doubles the wait with each failed login", () => {
    const bench = activated();
    const waits = Array.from({ length: 5 }, () => retryAfter(bench, "connect-failed"));
    assert.deepEqual(waits, [1000, 2000, 4000, 8000, 8000]);
    assert.equal(bench.adapter.sessions.length, 6);
  });

  it("asks for the time again before each try, until it has it", () => {
    const flash = new FakeFlash();
    new Bench(flash).boot().activate();
    const time = new VirtualTime();
    const answers = [false, false, true];
    let asked = 0;
    const clock = {
      now: () => time.now(),
      uptime: () => time.uptime(),
      synchronize: (onDone: (known: boolean) => void) => onDone(answers[asked++] ?? true),
    };
    const bench = new Bench(flash, { clock }).boot();
    assert.match(bench.lines.join("\n"), /no time from the network/);
    for (const askedSoFar of [2, 3, 3]) {
      retryAfter(bench, "tls-failed");
      assert.equal(asked, askedSoFar);
    }
    assert.equal(bench.adapter.sessions.length, 4, "and tries all the same where it gets none");
  });

  it("does not come back to life by a late answer about the time", () => {
    const flash = new FakeFlash();
    new Bench(flash).boot().activate();
    const time = new VirtualTime();
    const late: ((known: boolean) => void)[] = [];
    const clock = {
      now: () => time.now(),
      uptime: () => time.uptime(),
      synchronize: (onDone: (known: boolean) => void) => void late.push(onDone),
    };
    const bench = new Bench(flash, { clock }).boot();
    late.shift()?.(false);
    retryAfter(bench, "connect-failed");
    bench.device.stop();
    late.shift()?.(true);
    assert.equal(bench.device.state, "off");
    assert.equal(bench.adapter.sessions.length, 1);
  });

  it("says why it waits, to observers and in the log", () => {
    const bench = activated();
    bench.adapter.session.callbacks.onClosed(failure("tls-failed", "certificate has expired"));
    assert.deepEqual(bench.events.at(-1), {
      event: "state",
      state: "waiting",
      reason: "tls-failed: TLS failed (certificate has expired)",
      retryIn: 1000,
    });
    assert.equal(
      bench.lines.at(-1),
      "warning cloud: tls-failed: TLS failed (certificate has expired); next try in 1.0 s",
    );
  });

  it("begins with a short wait again after a connection that stood long enough", () => {
    const bench = activated();
    for (let i = 0; i < 4; i++) retryAfter(bench, "connect-failed");
    bench.adapter.session.callbacks.onOpen();
    bench.time.advance(30_000);
    assert.equal(retryAfter(bench, "connection-lost"), 1000);
  });

  it("goes on with long waits after a connection that fell at once", () => {
    const bench = activated();
    for (let i = 0; i < 3; i++) retryAfter(bench, "connect-failed");
    bench.adapter.session.callbacks.onOpen();
    bench.time.advance(29_999);
    assert.equal(retryAfter(bench, "connection-lost"), 8000);
  });

  it("tells observers that it is connected, and why no more", () => {
    const bench = activated();
    bench.adapter.session.callbacks.onOpen();
    bench.adapter.session.callbacks.onClosed(failure("connection-lost"));
    assert.deepEqual(
      bench.events.filter(({ event }) => event === "connected" || event === "disconnected"),
      [
        { event: "connected", device: "dev-1" },
        { event: "disconnected", reason: "connection-lost: the connection was lost" },
      ],
    );
  });

  it("does not speak of a disconnection where there was no connection", () => {
    const bench = activated();
    retryAfter(bench, "connect-failed");
    assert.ok(!bench.heard.includes("disconnected"));
  });
});

describe("a device that its cloud refuses (failure story 2)", () => {
  it("tries again at the slow pace, never faster", () => {
    const bench = activated();
    const waits = Array.from({ length: 4 }, () => retryAfter(bench, "bad-credentials"));
    assert.deepEqual(waits, [60_000, 120_000, 240_000, 240_000]);
    assert.ok(!bench.states.includes("waiting"));
  });

  it("never discards its credentials", () => {
    const bench = activated();
    for (const code of ["bad-credentials", "not-authorized", "bad-identifier", "bad-protocol"] as const) {
      for (let i = 0; i < 10; i++) retryAfter(bench, code);
    }
    assert.equal(bench.adapter.activations.length, 0);
    assert.ok(bench.adapter.sessions.every(({ credentials }) => credentials === token));
  });

  it("begins with the shortest slow wait again once it was accepted", () => {
    const bench = activated();
    for (let i = 0; i < 3; i++) retryAfter(bench, "not-authorized");
    bench.adapter.session.callbacks.onOpen();
    assert.equal(retryAfter(bench, "connection-lost"), 1000);
    assert.equal(retryAfter(bench, "not-authorized"), 60_000);
  });

  it("keeps the two paces apart", () => {
    const bench = activated();
    const codes = ["connect-failed", "bad-credentials", "connect-failed", "bad-credentials"] as const;
    assert.deepEqual(
      codes.map((code) => retryAfter(bench, code)),
      [1000, 60_000, 2000, 120_000],
    );
  });

  it("in the middle of a session takes it for a failure, and hears the refusal at the next login (failure story 3)", () => {
    const bench = activated();
    bench.adapter.session.callbacks.onOpen();
    assert.equal(retryAfter(bench, "bad-credentials"), 1000);
    assert.equal(retryAfter(bench, "bad-credentials"), 60_000);
  });
});
