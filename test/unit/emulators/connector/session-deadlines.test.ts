import assert from "node:assert/strict";
import { test } from "node:test";
import { generate, type IConnectPacket } from "mqtt-packet";
import { type CoreBench, type CoreSession, coreBench } from "../../../support/connector-core.js";

const START = 1_700_000_000_000;
const CONNECT: IConnectPacket = { cmd: "connect", clientId: "", keepalive: 20 };

function accepted(bench: CoreBench, keepalive: number): CoreSession {
  const opened = bench.open(START);
  opened.session.receive(generate({ ...CONNECT, keepalive }), START);
  return opened;
}

test("a connection has 10 s to send a whole CONNECT, however busy it is", () => {
  const { session, closed } = coreBench().open(START);
  const bytes = generate(CONNECT);
  assert.equal(session.deadline, START + 10_000);
  session.receive(bytes.subarray(0, 5), START + 9_000);
  session.tick(START + 9_999);
  assert.equal(closed(), undefined);
  session.tick(START + 10_000);
  assert.equal(closed(), "no-connect");
  assert.equal(session.deadline, undefined);
});

test("[MQTT-3.1.2-24] a silent client is closed after 1.5 times its keep-alive, not before", () => {
  const { session, closed } = accepted(coreBench(), 20);
  session.tick(START + 29_999);
  assert.equal(closed(), undefined);
  session.tick(START + 30_000);
  assert.equal(closed(), "keep-alive");
});

test("every packet starts the keep-alive anew, and part of one does not", () => {
  const { session, closed } = accepted(coreBench(), 20);
  session.receive(generate({ cmd: "pingreq" }), START + 25_000);
  assert.equal(session.deadline, START + 55_000);
  session.receive(Uint8Array.of(0xc0), START + 54_000);
  session.tick(START + 55_000);
  assert.equal(closed(), "keep-alive");
});

test("keep-alive 0 switches the supervision off", () => {
  const { session, closed } = accepted(coreBench(), 0);
  assert.equal(session.deadline, undefined);
  session.tick(START + 365 * 86_400_000);
  assert.equal(closed(), undefined);
});

test("a closed session sends nothing, takes nothing and ends once", () => {
  const bench = coreBench();
  const { session, sent, closed } = accepted(bench, 20);
  session.end("server-closing", START);
  session.end("connection-lost", START);
  session.receive(generate({ cmd: "pingreq" }), START);
  assert.equal(closed(), "server-closing");
  assert.deepEqual(
    sent.map(({ cmd }) => cmd),
    ["connack"],
  );
  assert.equal(bench.events.filter(({ event }) => event === "disconnected").length, 1);
});

test("packets behind the one that closed the connection are not looked at", () => {
  const bench = coreBench();
  const { session, sent } = accepted(bench, 20);
  session.receive(Buffer.concat([generate({ cmd: "disconnect" }), generate({ cmd: "pingreq" })]), START);
  assert.deepEqual(
    sent.map(({ cmd }) => cmd),
    ["connack"],
  );
});

test("a token is saved before it is handed out (CN-PROV-2)", () => {
  const bench = coreBench();
  const { session, sent } = accepted(bench, 20);
  const publish = {
    cmd: "publish",
    topic: "$provision/dev1",
    payload: "",
    qos: 0,
    dup: false,
    retain: false,
  } as const;
  const savedWhenSent: boolean[] = [];
  const { push } = sent;
  sent.push = (...packets) => {
    savedWhenSent.push(bench.saves.includes("now"));
    return push.apply(sent, packets);
  };
  session.receive(generate(publish), START);
  assert.deepEqual(savedWhenSent, [true]);
});

test("two changes within one tick of the clock get different stamps, in order", () => {
  const bench = coreBench({ definitions: [{ alias: "a", format: "number", settable: true }] });
  const device = bench.connector.addDevice("dev1");
  const stamps = [1, 2, 3].map((value) => bench.connector.write(device, "a", value, START).timestamp);
  assert.deepEqual(stamps, [START * 1000, START * 1000 + 1, START * 1000 + 2]);
});
