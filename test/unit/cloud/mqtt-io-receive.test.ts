import "../../support/xs-globals.js";
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Connection } from "../../support/fake-connection.js";

const puback = 4;

describe("an incoming message", () => {
  it("is handed over whole, however it comes", () => {
    const { client, heard } = new Connection().open();
    client.receive("a", "hello");
    client.receive("b", "he", "ll", "o");
    assert.deepEqual(heard, ["a=hello", "b=hello"]);
  });

  it("that is too long is read and dropped, and the next one arrives", () => {
    const { client, heard } = new Connection().open();
    client.receive("a", "x".repeat(60), "x".repeat(60));
    client.receive("b", "x");
    assert.deepEqual(heard, ["a dropped 120", "b=x"]);
  });

  it("without payload arrives too, around the client that it would deafen", () => {
    const { client, heard, time } = new Connection().open();
    client.hooks.onEmptyMessage({ topic: "$resource/name", QoS: 0, id: undefined, after: 0 });
    assert.deepEqual(heard, [], "not at once: messages before it are still to pass the client");
    time.advance();
    assert.deepEqual(heard, ["$resource/name="]);
    assert.deepEqual(client.operations, [], "QoS 0 wants no PUBACK (CN-SES-7)");
  });

  it("without payload keeps its place between those that have one", () => {
    const { client, heard, time } = new Connection().open();
    // All in one TLS record: first the scanner sees everything, then the client.
    client.hooks.onEmptyMessage({ topic: "name", QoS: 0, id: undefined, after: 0 });
    client.hooks.onEmptyMessage({ topic: "name", QoS: 0, id: undefined, after: 1 });
    client.receive("name", "first");
    client.hooks.onEmptyMessage({ topic: "name", QoS: 0, id: undefined, after: 2 });
    client.receive("name", "x".repeat(200));
    client.receive("name", "last");
    time.advance();
    assert.deepEqual(heard, ["name=", "name=first", "name=", "name dropped 200", "name=", "name=last"]);
  });

  it("without payload at QoS 1 gets its PUBACK (MQTT-4.3.2-2)", () => {
    const { client, heard, time } = new Connection().open();
    client.hooks.onEmptyMessage({ topic: "a", QoS: 1, id: 17, after: 0 });
    time.advance();
    assert.deepEqual(client.written, [{ text: "", operation: puback, id: 17 }]);
    assert.deepEqual(heard, ["a="]);
  });

  it("without payload at QoS 1 waits with its PUBACK while a long publish is on its way", () => {
    const connection = new Connection().open(500);
    const { client, heard, time } = connection;
    connection.publish("t", "x".repeat(600));
    client.hooks.onEmptyMessage({ topic: "a", QoS: 1, id: 17, after: 0 });
    time.advance();
    assert.deepEqual(heard, ["a="], "the message itself does not wait");
    assert.deepEqual(client.operations, []);
    client.writable(4000);
    client.writable(4000);
    time.advance();
    assert.deepEqual(client.operations, [puback]);
    assert.deepEqual(heard, ["a=", "room"], "and the connection stands");
  });
});

describe("an exception in the owner of a connection", () => {
  const cases: Record<string, (client: Connection["client"]) => void> = {
    onMessage: (client) => client.receive("a", "x"),
    onDropped: (client) => client.receive("a", "x".repeat(200)),
    onAcknowledged: (client) => client.acknowledge(1),
    onRoom: (client) => client.writable(1000),
  };
  for (const [name, provoke] of Object.entries(cases)) {
    it(`in ${name} never reaches the client, which would be broken by it`, () => {
      const connection = new Connection({
        [name]: () => {
          throw new Error("oops");
        },
      });
      if (name === "onRoom") {
        assert.doesNotThrow(() => connection.client.accept());
      } else connection.open();
      assert.doesNotThrow(() => provoke(connection.client));
      connection.time.advance();
      assert.deepEqual(
        connection.heard.filter((line) => line.startsWith("closed")),
        ["closed internal: unexpected error (oops)"],
      );
      assert.equal(connection.client.closes, 1);
    });
  }

  it("in onConnected is contained as well", () => {
    const connection = new Connection({
      onConnected: () => {
        throw new Error("oops");
      },
    });
    assert.doesNotThrow(() => connection.client.accept());
    connection.time.advance();
    assert.equal(connection.heard.at(-1), "closed internal: unexpected error (oops)");
  });
});
