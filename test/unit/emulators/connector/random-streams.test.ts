import assert from "node:assert/strict";
import { test } from "node:test";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import fc from "fast-check";
import { generate } from "mqtt-packet";
import type { Fault } from "../../../../host-sim/emulators/connector/index.js";
import { chunk, mutate, mutations, packet, share } from "../../../support/connector-arbitraries.js";
import { coreBench } from "../../../support/connector-core.js";

const START = 1_700_000_000_000;

/** Feeds a logged-in or a fresh session in chunks; whatever the bytes, nothing but its own close may come of it. */
function feed(stream: Uint8Array, chunk: number, loggedIn: boolean): void {
  const bench = coreBench({
    definitions: [
      { alias: "a", format: "number" },
      { alias: "b", format: "string" },
    ],
  });
  const { session, closed } = bench.open(START);
  if (loggedIn) {
    const activation = bench.connector.provision("dev1", new Uint8Array(0));
    assert.ok("answer" in activation && activation.answer !== undefined);
    const password = Buffer.from(activation.answer);
    session.receive(
      generate({ cmd: "connect", clientId: "", username: "dev1", password, keepalive: 60 }),
      START,
    );
    assert.equal(closed(), undefined);
  }
  for (let start = 0; start < stream.length; start += chunk)
    session.receive(stream.subarray(start, start + chunk), START);
  // A mutation may have changed the keep-alive, even to 0.
  if (session.deadline !== undefined) session.tick(session.deadline);
  else session.end("connection-lost", START);
  assert.notEqual(closed(), undefined);
  assert.equal(bench.events.filter(({ event }) => event === "disconnected").length, 1);
}

test("any sequence of well-formed packets, in any chunking, ends only that session", () => {
  const property = fc.property(
    fc.array(packet, { maxLength: 8 }),
    chunk,
    fc.boolean(),
    (packets, size, loggedIn) => feed(Buffer.concat(packets.map((each) => generate(each))), size, loggedIn),
  );
  fc.assert(property, share(0.2));
});

test("mutated packets, in any chunking, end only that session", () => {
  const stream = fc.tuple(fc.array(packet, { minLength: 1, maxLength: 4 }), mutations);
  const property = fc.property(stream, chunk, fc.boolean(), ([packets, changes], size, loggedIn) =>
    feed(mutate(Buffer.concat(packets.map((each) => generate(each))), changes), size, loggedIn),
  );
  fc.assert(property, share(0.3));
});

test("random bytes, in any chunking, end only that session", () => {
  const property = fc.property(fc.uint8Array({ maxLength: 200 }), chunk, fc.boolean(), feed);
  fc.assert(property, share(0.3));
});

test("the chunking of a stream does not change what comes of it", () => {
  const property = fc.property(fc.array(packet, { maxLength: 6 }), chunk, (packets, size) => {
    const stream = Buffer.concat(packets.map((each) => generate(each)));
    const outcomes = [stream.length || 1, size].map((step) => {
      const bench = coreBench({ definitions: [{ alias: "a", format: "number" }] });
      const { session, sent, closed } = bench.open(START);
      session.receive(generate({ cmd: "connect", clientId: "", keepalive: 60 }), START);
      for (let start = 0; start < stream.length; start += step)
        session.receive(stream.subarray(start, start + step), START);
      return { sent, closed: closed(), events: bench.events };
    });
    assert.deepEqual(outcomes[0], outcomes[1]);
  });
  fc.assert(property, share(0.05));
});

const fault: fc.Arbitrary<Fault> = fc.oneof(
  fc.record({
    kind: fc.constant("drop" as const),
    bytes: fc.nat(40),
    direction: fc.constantFrom("received", "sent"),
  }),
  fc.record({ kind: fc.constant("slow-link" as const), bytesPerSecond: fc.integer({ min: 1, max: 5000 }) }),
  fc.record({ kind: fc.constantFrom("delay-puback", "delay-connack"), milliseconds: fc.nat(5000) }),
  fc.record({ kind: fc.constant("refuse-connack" as const), code: fc.constantFrom(1, 2, 3, 4, 5) }),
  fc.record({
    kind: fc.constantFrom("lose-puback", "lose-provisioning-answer"),
    times: fc.integer({ min: 1, max: 3 }),
  }),
  fc.record({ kind: fc.constantFrom("stall", "half-open") }),
);

test("faults that come and go at any moment end a connection at most once and leave nothing waiting", () => {
  const step = fc.record({
    packet,
    fault: fc.option(fc.record({ fault, for: fc.option(fc.integer({ min: 1, max: 3000 })) })),
    wait: fc.nat(2000),
  });
  const property = fc.property(fc.array(step, { maxLength: 8 }), fc.boolean(), (steps, loggedIn) => {
    const bench = coreBench({ definitions: [{ alias: "a", format: "string", settable: true }] });
    const { faults } = bench.connector;
    const secret = loggedIn ? { username: "dev1", password: Buffer.from(bench.activate("dev1")) } : {};
    const line = bench.connect(START);
    let now = START;
    line.connection.receive(generate({ cmd: "connect", clientId: "", keepalive: 5, ...secret }), now);
    for (const { packet, fault, wait } of steps) {
      if (fault !== null) faults.inject(fault.fault, now, fault.for ?? undefined);
      line.connection.receive(generate(packet), now);
      now += wait;
      line.runUntil(now);
    }
    faults.clear(now);
    line.runUntil(now + 3_600_000);
    assert.notEqual(line.wire(), "open");
    assert.notEqual(line.wire(), "paused");
    assert.equal(line.connection.deadline, undefined);
    assert.equal(bench.events.filter(({ event }) => event === "disconnected").length, 1);
  });
  fc.assert(property, share(0.15));
});

test("connections that broke leave no memory behind", () => {
  setFlagsFromString("--expose-gc");
  const collect = runInNewContext("gc") as () => void;
  const bench = coreBench({ definitions: [{ alias: "a", format: "string" }] });
  const streams = fc.sample(fc.uint8Array({ minLength: 1, maxLength: 200 }), 200);
  const round = (): number => {
    for (let connection = 0; connection < 1_000; connection += 1) {
      const line = bench.connect(START);
      line.connection.receive(generate({ cmd: "connect", clientId: "", keepalive: 5 }), START);
      line.connection.receive(streams[connection % streams.length] ?? new Uint8Array(0), START);
      line.connection.gone(START);
    }
    bench.events.length = 0;
    bench.saves.length = 0;
    collect();
    return process.memoryUsage().heapUsed;
  };
  round();
  const before = round();
  const grown = Math.min(round(), round(), round()) - before;
  assert.ok(grown < 200_000, `3,000 connections left ${grown} bytes`);
});
