import assert from "node:assert/strict";
import { once } from "node:events";
import { test } from "node:test";
import { generate } from "mqtt-packet";
import { TurnEnd } from "../../../../host-sim/emulators/connector/turn-end.js";
import { connectorBench } from "../../../support/connector-bench.js";

const led = { alias: "led", format: "boolean", settable: true } as const;

function publish(id: number): Buffer {
  const flags = { qos: 1, dup: false, retain: false } as const;
  return generate({ cmd: "publish", topic: "$resource/led", payload: "true", messageId: id, ...flags });
}

test("whoever asked departs at the end of the turn, in order; who asks meanwhile departs with the next", async () => {
  const departed: string[] = [];
  const turnEnd = new TurnEnd();
  const named = (name: string, then = () => {}) => ({
    depart: () => {
      departed.push(name);
      then();
    },
  });
  turnEnd.add(named("first", () => turnEnd.add(named("late"))));
  turnEnd.add(named("second"));
  await Promise.resolve();
  assert.deepEqual(departed, []);
  await new Promise(setImmediate);
  assert.deepEqual(departed, ["first", "second"]);
  await new Promise(setImmediate);
  assert.deepEqual(departed, ["first", "second", "late"]);
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
