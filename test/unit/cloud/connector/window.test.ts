import "../../../support/xs-globals.js";
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Secret } from "../../../../firmware/storage/secret.js";
import { ConnectorBench } from "../../../support/fake-connector.js";

/** Sends one reading and tells whether it was taken. */
function send(bench: ConnectorBench, session: ReturnType<ConnectorBench["open"]>, value: number): boolean {
  return session.send([bench.reading(value)], bench.time.uptime());
}

function ids(bench: ConnectorBench): unknown[] {
  return bench.client.written.map(({ id }) => id);
}

describe("the window of unacknowledged messages", () => {
  it("takes so many and no more", () => {
    const bench = new ConnectorBench({ window: 2 });
    const session = bench.open();
    assert.deepEqual(
      [1, 2, 3].map((value) => [session.hasRoom, send(bench, session, value)]),
      [
        [true, true],
        [true, true],
        [false, false],
      ],
    );
    assert.deepEqual(bench.client.published, ["$resource/t=1", "$resource/t=2"]);
  });

  it("opens by one with each PUBACK, whatever the order, and tells what was acknowledged", () => {
    const bench = new ConnectorBench({ window: 2 });
    const session = bench.open();
    send(bench, session, 1);
    send(bench, session, 2);
    bench.client.acknowledge(2);
    assert.deepEqual(bench.heard, ["acknowledged 2", "room"]);
    assert.equal(send(bench, session, 3), true);
    assert.equal(send(bench, session, 4), false);
    bench.client.acknowledge(1);
    assert.deepEqual(bench.heard, ["acknowledged 2", "room", "acknowledged 1", "room"]);
  });

  it("may be one: each message waits for the last one's PUBACK", () => {
    const bench = new ConnectorBench({ window: 1 });
    const session = bench.open();
    for (let value = 1; value <= 3; value++) {
      assert.equal(send(bench, session, value), true);
      assert.equal(send(bench, session, 99), false);
      bench.client.acknowledge(value);
    }
    assert.deepEqual(ids(bench), [1, 2, 3]);
  });

  it("hands a batch back as the array that was sent", () => {
    const bench = new ConnectorBench();
    const batches: unknown[] = [];
    const session = bench.adapter.connect(new Secret("token"), {
      onOpen: () => undefined,
      onRoom: () => undefined,
      onAcknowledged: (batch) => batches.push(batch),
      onWrite: () => undefined,
      onContents: () => undefined,
      onClosed: () => undefined,
    });
    bench.client.accept(8000);
    const batch = [bench.reading(1, "a"), bench.reading(2, "b")];
    session.send(batch, 0);
    bench.client.acknowledge(1);
    assert.equal(batches[0], batch);
  });

  it("does not count a message that the connection had no room for", () => {
    const bench = new ConnectorBench({ window: 1 });
    const session = bench.open();
    bench.client.writable(50);
    assert.deepEqual([session.hasRoom, send(bench, session, 1)], [false, false]);
    assert.equal(bench.time.pending, 0, "no timer either");
    bench.client.writable(8000);
    assert.equal(session.hasRoom, true);
    assert.equal(send(bench, session, 1), true);
    assert.deepEqual(ids(bench), [1]);
  });

  it("takes a PUBACK that comes twice, or for nothing, for none", () => {
    const bench = new ConnectorBench();
    const session = bench.open();
    send(bench, session, 1);
    bench.client.acknowledge(1);
    bench.client.acknowledge(1);
    bench.client.acknowledge(4711);
    assert.deepEqual(bench.heard, ["acknowledged 1", "room"]);
  });
});

describe("packet identifiers", () => {
  it("run from 1 to 65,535 and never are 0, however long the session", () => {
    const bench = new ConnectorBench({ window: 1 });
    const session = bench.open();
    const seen = new Set<unknown>();
    for (let i = 0; i < 65_537; i++) {
      bench.client.writable(8000);
      assert.ok(send(bench, session, i));
      const id = bench.client.written.at(-1)?.id ?? 0;
      bench.client.written.length = 0;
      bench.client.acknowledge(id);
      seen.add(id);
    }
    assert.equal(seen.size, 65_535);
    assert.ok(!seen.has(0) && seen.has(1) && seen.has(65_535));
  });

  it("skip those that are on their way (MQTT-2.3.1-2)", () => {
    // The first message is never acknowledged, as long as the clock stands.
    const bench = new ConnectorBench({ window: 2 });
    const session = bench.open();
    send(bench, session, 0);
    const seen: unknown[] = [];
    for (let i = 0; i < 65_535; i++) {
      bench.client.writable(8000);
      bench.client.written.length = 0;
      assert.ok(send(bench, session, i));
      const id = bench.client.written.at(-1)?.id ?? 0;
      bench.client.acknowledge(id);
      seen.push(id);
    }
    assert.ok(!seen.includes(1));
    assert.deepEqual([seen[0], seen[65_533], seen[65_534]], [2, 65_535, 2]);
  });
});

describe("a message that is not acknowledged in time", () => {
  it("ends the session: the server takes bytes and does nothing with them", () => {
    const bench = new ConnectorBench();
    const session = bench.open();
    send(bench, session, 1);
    bench.time.advance(5000);
    send(bench, session, 2);
    bench.time.advance(9999);
    assert.deepEqual(bench.heard, []);
    bench.time.advance(1);
    assert.deepEqual(bench.heard, ["closed acknowledge-timeout: a message was not acknowledged in time"]);
    bench.time.advance(1_000_000);
    assert.equal(bench.heard.length, 1);
    assert.equal(bench.time.pending, 0);
    assert.equal(bench.client.closes, 1);
  });

  it("does not, where the PUBACK comes at the last moment", () => {
    const bench = new ConnectorBench();
    const session = bench.open();
    send(bench, session, 1);
    bench.time.advance(14_999);
    bench.client.acknowledge(1);
    bench.time.advance(1_000_000);
    assert.deepEqual(bench.heard, ["acknowledged 1", "room"]);
  });
});

describe("a message longer than the room", () => {
  it("is not late as long as the network takes pieces of it, and is when it takes none", () => {
    const bench = new ConnectorBench();
    const session = bench.open();
    session.send([bench.reading("x".repeat(100_000))], bench.time.uptime());
    for (let i = 0; i < 5; i++) {
      bench.time.advance(10_000);
      bench.client.writable(2000);
    }
    assert.deepEqual(bench.heard, []);
    bench.time.advance(30_000);
    assert.match(bench.heard.join(), /^closed acknowledge-timeout/);
  });

  it("reaches the network in full, and the next one after it", () => {
    const bench = new ConnectorBench();
    const session = bench.open();
    const long = "0123456789".repeat(104_857);
    session.send([bench.reading(long)], bench.time.uptime());
    assert.equal(session.send([bench.reading(1)], bench.time.uptime()), false);
    while (bench.heard.length === 0) bench.client.writable(8000);
    assert.equal(bench.client.written.map(({ text }) => text).join(""), long);
    assert.equal(bench.client.written[0]?.byteLength, 1_048_570);
    assert.equal(session.send([bench.reading(1)], bench.time.uptime()), true);
  });
});

describe("a message of several readings", () => {
  it("holds only so much text, and a long value travels alone", () => {
    const bench = new ConnectorBench();
    const session = bench.open();
    const [short, long] = [bench.reading("x".repeat(2000), "a"), bench.reading("x".repeat(4000), "b")];
    assert.equal(session.fits([short], { ...short, resource: "c" }, 0), true);
    assert.equal(session.fits([short], long, 0), false);
    assert.equal(session.fits([long], short, 0), false);
  });
});
