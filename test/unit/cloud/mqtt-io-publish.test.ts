import "../../support/xs-globals.js";
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Connection } from "../../support/fake-connection.js";

describe("publishing", () => {
  it("hands topic, payload, QoS and packet identifier to the client", () => {
    const { mqtt, client } = new Connection().open();
    assert.equal(mqtt.publish("$resource/t", "21", { QoS: 1, id: 7 }), true);
    assert.deepEqual(client.written, [{ text: "21", topic: "$resource/t", byteLength: 2, QoS: 1, id: 7 }]);
  });

  it("needs an accepted login", () => {
    const connection = new Connection();
    assert.equal(connection.publish("t", "x"), false);
    connection.client.secure();
    assert.equal(connection.publish("t", "x"), false);
  });

  it("an empty payload is an ordinary message (CN-PROV-1)", () => {
    const connection = new Connection().open();
    assert.equal(connection.publish("$provision/dev-1", ""), true);
    assert.deepEqual(connection.client.published, ["$provision/dev-1="]);
  });

  it("waits for room, and is told when there is some", () => {
    const connection = new Connection().open(150);
    assert.equal(connection.publish("t", "x".repeat(64)), false);
    connection.client.writable(4000);
    assert.deepEqual(connection.heard, ["room"]);
    assert.equal(connection.publish("t", "x".repeat(64)), true);
  });

  it("writes a payload longer than the room in pieces, and nothing in between", () => {
    const connection = new Connection().open(500);
    const long = "0123456789".repeat(100);
    assert.equal(connection.publish("t", long, 1), true);
    assert.equal(connection.publish("u", "x", 2), false, "the first is not through");
    connection.client.writable(300);
    assert.equal(connection.publish("u", "x", 2), false);
    assert.deepEqual(connection.heard, [], "there is no room for others");
    while (connection.heard.length === 0) connection.client.writable(300);
    const { written } = connection.client;
    assert.equal(written[0]?.byteLength, 1000);
    assert.equal(written.map(({ text }) => text).join(""), long);
    assert.equal(connection.publish("u", "x", 2), true);
  });

  it("never uses the room up: with some cipher suites TLS has less than it promises", () => {
    const connection = new Connection().open(500);
    connection.publish("t", "x".repeat(1000));
    const first = connection.client.written[0]?.text.length ?? 0;
    assert.ok(first + "t".length + 9 <= 400, `${first} bytes`);
    connection.client.writable(300);
    assert.equal(connection.client.written[1]?.text.length, 200);
    connection.client.writable(100);
    connection.client.writable(1);
    assert.equal(connection.client.written.length, 2, "nothing fits");
  });

  it("ends the connection, from a timer, where the client throws", () => {
    const { mqtt, client, heard, time } = new Connection().open();
    client.write = () => {
      throw new Error("would block");
    };
    assert.equal(mqtt.publish("t", "x", { QoS: 1, id: 1 }), false);
    assert.deepEqual(heard, []);
    time.advance();
    assert.deepEqual(heard, ["closed connection-lost: the connection was lost (would block)"]);
  });

  it("is told of the PUBACK by its packet identifier", () => {
    const { client, heard } = new Connection().open();
    client.acknowledge(7);
    assert.deepEqual(heard, ["acknowledged 7"]);
  });
});
