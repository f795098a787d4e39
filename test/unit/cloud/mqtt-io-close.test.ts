import "../../support/xs-globals.js";
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Connection } from "../../support/fake-connection.js";

const disconnect = 14;

describe("closing an MQTT connection", () => {
  it("says goodbye, and closes the client from a timer", () => {
    const { mqtt, client, time } = new Connection().open();
    mqtt.close();
    assert.deepEqual(client.operations, [disconnect]);
    assert.equal(client.closes, 0);
    time.advance();
    assert.equal(client.closes, 1);
  });

  it("may be done twice and leaves no timer behind", () => {
    const { mqtt, client, time } = new Connection().open();
    mqtt.close();
    mqtt.close();
    time.advance();
    mqtt.close();
    time.advance();
    assert.equal(client.closes, 1);
    assert.equal(time.pending, 0);
  });

  it("before the login was accepted says nothing and forgets the timeout", () => {
    const { mqtt, client, heard, time } = new Connection();
    client.secure();
    mqtt.close();
    time.advance();
    assert.equal(time.pending, 0);
    assert.deepEqual(client.operations, []);
    assert.deepEqual(heard, []);
  });

  it("in the middle of a long publish says nothing, since nothing may come between", () => {
    const connection = new Connection().open(500);
    connection.publish("t", "x".repeat(1000));
    connection.mqtt.close();
    assert.deepEqual(connection.client.operations, []);
    connection.time.advance();
    assert.equal(connection.client.closes, 1);
  });

  it("inside a callback of the client is safe", () => {
    let close = (): void => undefined;
    const connection = new Connection({ onMessage: () => close() });
    close = () => connection.mqtt.close();
    connection.open();
    assert.doesNotThrow(() => connection.client.receive("a", "x"));
    assert.equal(connection.client.closes, 0);
    connection.time.advance();
    assert.equal(connection.client.closes, 1);
  });

  it("is the end: no callback comes afterwards, whatever the network does", () => {
    const { mqtt, client, heard, time } = new Connection().open();
    client.hooks.onEmptyMessage({ topic: "a", QoS: 1, id: 1, after: 0 });
    mqtt.close();
    client.receive("a", "x");
    client.acknowledge(1);
    client.writable(100);
    client.hooks.onFailure(new Error("late"));
    client.hooks.onEmptyMessage({ topic: "b", QoS: 0, id: undefined, after: 0 });
    client.break();
    time.advance(1_000_000);
    assert.deepEqual(heard, []);
    assert.equal(mqtt.publish("t", "x", { QoS: 1, id: 1 }), false);
  });

  it("survives a client that throws when it is closed", () => {
    const { mqtt, client, time } = new Connection().open();
    client.close = () => {
      throw new TypeError("already closed");
    };
    mqtt.close();
    assert.doesNotThrow(() => time.advance());
  });
});

describe("an MQTT connection that breaks", () => {
  it("is told once, as the last callback", () => {
    const { client, heard, time } = new Connection().open();
    client.break();
    client.break();
    assert.deepEqual(heard, [], "not inside the client's callback");
    time.advance();
    client.receive("a", "x");
    client.writable(100);
    time.advance(1_000_000);
    assert.deepEqual(heard, ["closed connection-lost: the connection was lost"]);
    assert.equal(time.pending, 0);
  });

  it("carries the reason of the layer that failed first", () => {
    const { client, heard, time } = new Connection().open();
    client.break(new Error("bad record MAC"));
    time.advance();
    assert.deepEqual(heard, ["closed connection-lost: the connection was lost (bad record MAC)"]);
  });

  it("while its owner closes it is told to nobody", () => {
    const { mqtt, client, heard, time } = new Connection().open();
    client.break();
    mqtt.close();
    time.advance();
    assert.deepEqual(heard, []);
  });
});
