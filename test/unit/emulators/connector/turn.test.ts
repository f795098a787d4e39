import assert from "node:assert/strict";
import { once } from "node:events";
import { test } from "node:test";
import { generate } from "mqtt-packet";
import { type Attendant, Turn } from "../../../../host-sim/emulators/connector/turn.js";
import { connectorBench } from "../../../support/connector-bench.js";

const led = { alias: "led", format: "boolean", settable: true } as const;

function publish(id: number): Buffer {
  const flags = { qos: 1, dup: false, retain: false } as const;
  return generate({ cmd: "publish", topic: "$resource/led", payload: "true", messageId: id, ...flags });
}

/** Attendants of one turn that note what they are told. */
function attendants(turn: Turn): {
  readonly notes: string[];
  named(name: string, then?: () => void): Attendant;
} {
  const notes: string[] = [];
  const named = (name: string, then = () => {}): Attendant => {
    const attendant: Attendant = {
      arrive: ({ length }) => {
        notes.push(`${name} was sent ${length}`);
        turn.departing(attendant);
        then();
      },
      depart: () => void notes.push(`${name} answers`),
    };
    return attendant;
  };
  return { notes, named };
}

const turnIsOver = () => new Promise(setImmediate);

test("everything that arrived in a turn is looked at, in its order, before the first answer leaves", async () => {
  const turn = new Turn();
  const { notes, named } = attendants(turn);
  const [first, second] = [named("first"), named("second")];
  turn.arrived(first, Buffer.alloc(1));
  turn.arrived(second, Buffer.alloc(2));
  turn.arrived(first, Buffer.alloc(3));
  await Promise.resolve();
  assert.deepEqual(notes, []);
  await turnIsOver();
  const looked = ["first was sent 1", "second was sent 2", "first was sent 3"];
  assert.deepEqual(notes, [...looked, "first answers", "second answers", "first answers"]);
});

test("what somebody else's packet has sent leaves in the same turn; a turn that is over is followed by another", async () => {
  const turn = new Turn();
  const { notes, named } = attendants(turn);
  const other = named("other");
  turn.arrived(
    named("one", () => turn.departing(other)),
    Buffer.alloc(1),
  );
  await turnIsOver();
  assert.deepEqual(notes.splice(0), ["one was sent 1", "one answers", "other answers"]);
  turn.departing(other);
  turn.arrived(other, Buffer.alloc(1));
  await turnIsOver();
  assert.deepEqual(notes, ["other was sent 1", "other answers", "other answers"]);
});

test("no more than a megabyte waits to be looked at", () => {
  const turn = new Turn();
  const { notes, named } = attendants(turn);
  const sender = named("sender");
  for (let sent = 0; sent < 1024; sent++) turn.arrived(sender, Buffer.alloc(1024));
  assert.equal(notes.length, 0);
  turn.arrived(sender, Buffer.alloc(1));
  assert.equal(notes.length, 1025);
});

test("the answers to a burst leave as one TLS record, in order", async (t) => {
  const bench = await connectorBench(t, { resources: [led] });
  const probe = await bench.device("dev1");
  const ids = Array.from({ length: 100 }, (_, at) => at + 1);
  const first = once(probe.socket, "data");
  probe.sendBytes(...ids.map(publish));
  const [bytes] = (await first) as [Buffer];
  assert.deepEqual(bytes, Buffer.concat(ids.map((id) => generate({ cmd: "puback", messageId: id }))));
});

test("an answer that waits for the end of the turn leaves before the connection ends", async (t) => {
  const bench = await connectorBench(t, { resources: [led] });
  const probe = await bench.device("dev1");
  probe.sendBytes(publish(7), generate({ cmd: "disconnect" }));
  assert.equal((await probe.expectPacket("puback")).messageId, 7);
  await probe.expectClosed();
});

test("so does a write of the cloud's", async (t) => {
  const bench = await connectorBench(t, { resources: [led] });
  const probe = await bench.device("dev1");
  const written = bench.connector.write("dev1", "led", true);
  const kicked = bench.connector.kick("dev1");
  assert.equal((await probe.expectPublish()).topic, "$resource/led");
  await probe.expectClosed();
  assert.equal((await written).delivered && (await kicked), true);
});

test("a report counts whose client hangs up in the same breath", async (t) => {
  const bench = await connectorBench(t, { resources: [led] });
  const probe = await bench.device("dev1");
  probe.sendBytes(publish(7));
  probe.socket.end();
  await bench.event("disconnected", ({ device }) => device === "dev1");
  const kinds = bench.connector.events().map(({ event }) => event);
  assert.deepEqual(kinds.slice(-2), ["reported", "disconnected"]);
});
