import "../../../support/xs-globals.js";
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { ConnectorBench } from "../../../support/fake-connector.js";
import { token } from "../../../support/fake-device.js";

const topic = "$provision/dev-1";

describe("an activation", () => {
  it("logs in anonymously and publishes nothing on $provision/<deviceId> (CN-PROV-1)", () => {
    const bench = new ConnectorBench();
    bench.activate();
    assert.ok(!("user" in bench.client.options) && !("password" in bench.client.options));
    bench.client.accept();
    assert.deepEqual(bench.client.written, [{ text: "", topic, byteLength: 0, QoS: 1, id: 1 }]);
  });

  it("does not subscribe (CN-PROV-1)", () => {
    const bench = new ConnectorBench();
    bench.activate();
    bench.client.accept();
    assert.deepEqual(bench.client.operations, []);
  });

  it("asks once, as soon as there is room", () => {
    const bench = new ConnectorBench();
    bench.activate();
    bench.client.accept(50);
    assert.deepEqual(bench.client.published, []);
    bench.client.writable(4000);
    bench.client.writable(4000);
    assert.deepEqual(bench.client.published, [`${topic}=`]);
  });

  it("takes the answer on the same topic for the token (CN-PROV-2)", () => {
    const bench = new ConnectorBench();
    bench.activate();
    bench.client.accept();
    bench.client.acknowledge(1);
    assert.deepEqual(bench.heard, [], "the PUBACK is not the answer");
    bench.client.receive("$resource/led", "true");
    bench.client.receive("$resource/config_io", "x".repeat(5000));
    assert.deepEqual(bench.heard, [], "nor is a message on another topic");
    bench.client.receive(topic, token.slice(0, 10), token.slice(10));
    assert.deepEqual(bench.heard, [`token ${token}`]);
  });

  for (const [what, payload] of [
    ["is no token", "nope"],
    ["is longer than any token", "x".repeat(1000)],
  ] as const) {
    it(`fails where the answer ${what}`, () => {
      const bench = new ConnectorBench();
      bench.activate();
      bench.client.accept();
      bench.client.receive(topic, payload);
      assert.equal(bench.heard.length, 1);
      assert.match(bench.heard.join(), /^closed bad-token/);
      bench.time.advance(1_000_000);
      assert.equal(bench.heard.length, 1);
      assert.equal(bench.client.closes, 1);
    });
  }

  it("fails where the answer is empty", () => {
    const bench = new ConnectorBench();
    bench.activate();
    bench.client.accept();
    bench.client.hooks.onEmptyMessage({ topic, QoS: 0, id: undefined, after: 0 });
    bench.time.advance();
    assert.match(bench.heard.join(), /^closed bad-token/);
  });

  it("does not wait for ever for a token, and says why it gave up", () => {
    const bench = new ConnectorBench();
    bench.activate();
    bench.time.advance(10_000);
    bench.client.accept();
    bench.time.advance(19_999);
    assert.deepEqual(bench.heard, []);
    bench.time.advance(1);
    assert.deepEqual(bench.heard, ["closed activation-timeout: no answer to the activation"]);
    bench.time.advance();
    assert.equal(bench.client.closes, 1);
    assert.equal(bench.time.pending, 0);
  });

  it("that the cloud ends by closing is told apart from a lost connection (CN-PROV-7)", () => {
    const bench = new ConnectorBench();
    bench.activate();
    bench.client.accept();
    bench.client.break();
    bench.time.advance(1_000_000);
    assert.deepEqual(bench.heard, [
      "closed activation-closed: the cloud closed the connection during activation",
    ]);
    assert.equal(bench.time.pending, 0);
  });

  it("that never comes to its question fails as any connection does", () => {
    const bench = new ConnectorBench();
    bench.activate();
    bench.client.break();
    bench.time.advance();
    assert.match(bench.heard.join(), /^closed connect-failed/);
  });

  it("that its owner closes is silent from then on and leaves no timer", () => {
    const bench = new ConnectorBench();
    const link = bench.activate();
    bench.client.accept();
    link.close();
    link.close();
    bench.client.receive(topic, token);
    bench.client.break();
    bench.time.advance(1_000_000);
    assert.deepEqual(bench.heard, []);
    assert.equal(bench.time.pending, 0);
  });
});
