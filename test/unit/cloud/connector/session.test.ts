import "../../../support/xs-globals.js";
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { longestBatch } from "../../../../firmware/cloud/connector/session.js";
import { ConnectorBench } from "../../../support/fake-connector.js";
import { token } from "../../../support/fake-device.js";

describe("a session with the Connector", () => {
  it("logs in with the deviceId as user name and the token as password", () => {
    const bench = new ConnectorBench();
    bench.connect();
    const { user, password, id } = bench.client.options;
    assert.deepEqual([user, password, id], ["dev-1", token, ""]);
  });

  it("is open when the login is accepted", () => {
    const bench = new ConnectorBench();
    bench.connect();
    bench.client.accept();
    assert.deepEqual(bench.heard, ["open", "room"]);
  });

  it("subscribes to nothing (CN-SES-8)", () => {
    const bench = new ConnectorBench();
    bench.open();
    bench.time.advance(100);
    assert.deepEqual(bench.client.operations, []);
  });

  it("publishes at QoS 1, never retained, never marked as duplicate (CN-SES-4, CN-SES-5, CN-SES-6)", () => {
    const bench = new ConnectorBench();
    const session = bench.open();
    session.send([bench.reading(1)], bench.time.uptime());
    const [message] = bench.client.written;
    assert.equal(message?.QoS, 1);
    assert.ok(message !== undefined && !("retain" in message) && !("duplicate" in message));
  });

  it("shares a message among so many readings and no more", () => {
    const bench = new ConnectorBench();
    const session = bench.open();
    const old = (i: number) => ({ resource: "t", value: i, uptime: i });
    const batch = Array.from({ length: longestBatch - 1 }, (_, i) => old(i));
    assert.equal(session.fits(batch, old(31), 60_000), true);
    assert.equal(session.fits([...batch, old(31)], old(32), 60_000), false);
  });

  it("that ends is told once, and leaves no timer behind", () => {
    const bench = new ConnectorBench();
    const session = bench.open();
    session.send([bench.reading(1)], 0);
    bench.client.break();
    bench.time.advance(1_000_000);
    assert.deepEqual(bench.heard, ["closed connection-lost: the connection was lost"]);
    assert.equal(bench.time.pending, 0);
  });

  it("that its owner closes is silent from then on and leaves no timer", () => {
    const bench = new ConnectorBench();
    const session = bench.open();
    session.send([bench.reading(1)], 0);
    session.close();
    session.close();
    bench.client.acknowledge(1);
    bench.client.receive("$resource/led", "true");
    bench.client.break();
    bench.time.advance(1_000_000);
    assert.deepEqual(bench.heard, []);
    assert.equal(bench.time.pending, 0);
    assert.equal(session.send([bench.reading(2)], 0), false);
  });
});

describe("a write by the Connector", () => {
  const writes = [
    ["$resource/led", "true", "write led=true"],
    ["$resource/led/1531111131679000", "true", "write led=true"],
    ["$resource/name", "Grüße 温度", "write name=Grüße 温度"],
  ] as const;
  for (const [topic, payload, outcome] of writes) {
    it(`on ${topic} is handed on with its alias (CN-RES-4)`, () => {
      const bench = new ConnectorBench();
      bench.open();
      bench.client.receive(topic, payload);
      assert.deepEqual(bench.heard, [outcome]);
    });
  }

  it("of nothing is a write, too", () => {
    const bench = new ConnectorBench();
    bench.open();
    bench.client.hooks.onEmptyMessage({ topic: "$resource/name", QoS: 0, id: undefined, after: 0 });
    bench.time.advance();
    assert.deepEqual(bench.heard, ["write name="]);
    assert.deepEqual(bench.client.operations, [], "and wants no PUBACK (CN-SES-7)");
  });

  it("that is not UTF-8 is refused in the log, and the session goes on", () => {
    const bench = new ConnectorBench();
    bench.open();
    bench.client.receive("$resource/name", Uint8Array.of(0xc3, 0x28));
    bench.client.receive("$resource/name", "x");
    assert.deepEqual(bench.heard, ["write name=x"]);
    assert.deepEqual(bench.lines, ["warning cloud: $resource/name: refused: not UTF-8"]);
  });

  it("on any other topic is ignored, and said so", () => {
    const bench = new ConnectorBench();
    bench.open();
    bench.client.receive("$other", "[]");
    assert.deepEqual(bench.heard, []);
    assert.deepEqual(bench.lines, ["warning cloud: message on $other ignored"]);
  });

  it("of more than the device has room for is left out, and said so", () => {
    const bench = new ConnectorBench();
    bench.open();
    bench.client.receive("$resource/name", "x".repeat(16_385));
    assert.deepEqual(bench.heard, []);
    assert.match(bench.lines.join(), /\$resource\/name: 16385 bytes are more than 16384/);
    bench.client.receive("$resource/name", "x".repeat(16_384));
    assert.equal(bench.heard.length, 1);
  });
});
