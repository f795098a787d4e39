import assert from "node:assert/strict";
import { test } from "node:test";
import { generate, type Packet } from "mqtt-packet";
import {
  FAULT_STORIES,
  type Fault,
  FaultSchema,
  parseFault,
  parseFaultWords,
} from "../../../../host-sim/emulators/connector/core/faults/fault.js";
import { type CoreBench, type CoreConnection, coreBench } from "../../../support/connector-core.js";

const START = 1_700_000_000_000;
const DEFINITIONS = [{ alias: "a", format: "string", settable: true }] as const;

interface Desk {
  readonly bench: CoreBench;
  readonly line: CoreConnection;
  send(packet: Packet, now: number): void;
  inject(fault: Fault, now: number, duration?: number): void;
}

const report = (id: number, payload = "1"): Packet => ({
  cmd: "publish",
  topic: "$resource/a",
  payload,
  qos: 1,
  messageId: id,
  dup: false,
  retain: false,
});

/** A logged-in device `dev1`, keep-alive 20 s, without faults so far. */
function desk(): Desk {
  const bench = coreBench({ definitions: DEFINITIONS });
  const password = Buffer.from(bench.activate("dev1"));
  const line = bench.connect(START);
  const send = (packet: Packet, now: number) => line.connection.receive(generate(packet), now);
  send({ cmd: "connect", clientId: "", username: "dev1", password, keepalive: 20 }, START);
  assert.deepEqual(line.sent.splice(0), [{ cmd: "connack", at: START }]);
  const { faults } = bench.connector;
  return { bench, line, send, inject: (fault, now, duration) => void faults.inject(fault, now, duration) };
}

const values = ({ events }: CoreBench) =>
  events.flatMap((event) => (event.event === "reported" ? [event.value] : []));

test("without faults a packet is answered at once and nothing waits", () => {
  const { line, send } = desk();
  send(report(1), START + 10);
  assert.equal(line.sent[0]?.cmd, "puback");
  assert.equal(line.connection.deadline, START + 10 + 30_000);
});

test("lose-puback: the report is taken, its PUBACK never leaves; after `times` it is over", () => {
  const { bench, line, send, inject } = desk();
  inject({ kind: "lose-puback", times: 2 }, START);
  for (const id of [1, 2, 3]) send(report(id, String(id)), START);
  assert.deepEqual(values(bench), ["1", "2", "3"]);
  assert.equal(line.sent.length, 1);
  assert.deepEqual(bench.connector.faults.list(), []);
});

test("delay-puback: that PUBACK comes late, what is sent after it does not wait", () => {
  const { line, send, inject } = desk();
  inject({ kind: "delay-puback", milliseconds: 500, times: 1 }, START);
  send(report(1), START);
  send({ cmd: "pingreq" }, START + 100);
  line.runUntil(START + 499);
  assert.deepEqual(
    line.sent.map(({ cmd }) => cmd),
    ["pingresp"],
  );
  line.runUntil(START + 1000);
  assert.deepEqual(line.sent[1], { cmd: "puback", at: START + 500 });
});

test("delay-connack: nothing overtakes it [MQTT-3.2.0-1]", () => {
  const { bench, inject } = desk();
  inject({ kind: "delay-connack", milliseconds: 700 }, START);
  const line = bench.connect(START);
  line.connection.receive(generate({ cmd: "connect", clientId: "", keepalive: 20 }), START);
  line.connection.receive(generate({ cmd: "pingreq" }), START + 10);
  assert.deepEqual(line.sent, []);
  line.runUntil(START + 1000);
  assert.deepEqual(line.sent, [
    { cmd: "connack", at: START + 700 },
    { cmd: "pingresp", at: START + 700 },
  ]);
});

test("a refused login's CONNACK leaves late too, and the connection is closed behind it", () => {
  const { bench, inject } = desk();
  inject({ kind: "delay-connack", milliseconds: 700 }, START);
  const line = bench.connect(START);
  const login = { cmd: "connect", clientId: "", username: "x", password: Buffer.from("y") } as const;
  line.connection.receive(generate({ ...login, keepalive: 20 }), START);
  line.runUntil(START + 600);
  assert.deepEqual([line.sent, line.wire()], [[], "open"]);
  line.runUntil(START + 700);
  assert.deepEqual([line.sent.length, line.wire()], [1, "closed"]);
});

for (const bytes of [0, 1, 17, 18]) {
  test(`drop: ${bytes} bytes of what the device sends are taken, then the connection is gone`, () => {
    const { bench, line, send, inject } = desk();
    inject({ kind: "drop", bytes }, START);
    const whole = generate(report(1)).length;
    assert.equal(whole, 18);
    send(report(1), START);
    assert.equal(values(bench).length, bytes === whole ? 1 : 0);
    assert.equal(line.wire(), bytes === whole ? "open" : "closed");
    send(report(2), START);
    assert.equal(line.wire(), "closed");
    const [ended] = bench.events.filter(({ event }) => event === "disconnected");
    assert.equal(ended?.event === "disconnected" && ended.reason, "dropped");
  });
}

test("drop in the other direction lets n bytes of the answers out", () => {
  const { bench, line, send, inject } = desk();
  const before = line.sentBytes();
  inject({ kind: "drop", bytes: 6, direction: "sent" }, START);
  send(report(1), START);
  send(report(2), START);
  assert.equal(line.wire(), "closed");
  assert.equal(line.sentBytes() - before, 6);
  assert.deepEqual(values(bench), ["1", "1"]);
});

test("drop in the middle of a write from the cloud ends the connection too", () => {
  const { bench, line, inject } = desk();
  inject({ kind: "drop", bytes: 3, direction: "sent" }, START);
  const device = bench.connector.devices.get("dev1");
  assert.ok(device !== undefined);
  bench.connector.write(device, "a", "hello", START);
  line.runUntil(START + 1);
  assert.equal(line.wire(), "closed");
  assert.equal(bench.connector.isConnected(device), false);
});

test("stall: nothing is answered nor kept from the device by a deadline; all of it comes late when it ends", () => {
  const { bench, line, send, inject } = desk();
  inject({ kind: "stall" }, START, 60_000);
  send(report(1), START + 10);
  line.runUntil(START + 59_999);
  assert.deepEqual([line.sent, line.wire(), values(bench)], [[], "open", []]);
  line.runUntil(START + 61_000);
  assert.deepEqual(line.sent, [{ cmd: "puback", at: START + 60_000 }]);
});

test("stall: no more than 64 KiB and one chunk are held, then the wire is not read", () => {
  const { line, inject, bench } = desk();
  inject({ kind: "stall" }, START);
  const chunk = Buffer.alloc(40_000, 0xc0);
  line.connection.receive(chunk, START);
  assert.equal(line.wire(), "open");
  line.connection.receive(chunk, START);
  assert.equal(line.wire(), "paused");
  bench.connector.faults.clear(START);
  line.runUntil(START);
  assert.equal(line.wire(), "closed"); // That was no MQTT.
});

test("half-open: the cloud forgets the device, which hears nothing; when it ends the wire is cut", () => {
  const { bench, line, send, inject } = desk();
  inject({ kind: "half-open" }, START, 5_000);
  const [summary] = bench.connector.devices.values();
  assert.ok(summary !== undefined && !bench.connector.isConnected(summary));
  send(report(1), START + 10);
  send({ cmd: "pingreq" }, START + 20);
  assert.deepEqual([line.sent, line.wire(), values(bench)], [[], "open", []]);
  const fresh = bench.connect(START + 30);
  fresh.connection.receive(generate({ cmd: "connect", clientId: "", keepalive: 20 }), START + 30);
  assert.equal(fresh.sent.length, 1);
  inject({ kind: "clock-skew", milliseconds: 1 }, START + 40); // Any change makes all connections look again.
  line.runUntil(START + 5_000);
  assert.deepEqual([line.wire(), fresh.wire()], ["cut", "open"]);
});

test("slow-link: bytes trickle both ways at the pace given, with the latency added", () => {
  const { line, send, inject } = desk();
  inject({ kind: "slow-link", bytesPerSecond: 100, latency: 300 }, START);
  send(report(1, "x".repeat(83)), START); // 100 bytes: 1 s to arrive, 4 bytes of PUBACK: 40 ms to leave.
  line.runUntil(START + 5_000);
  const [puback] = line.sent;
  assert.equal(puback?.cmd, "puback");
  const took = (puback?.at ?? 0) - START;
  assert.ok(took >= 1_600 && took <= 1_700, `${took} ms`);
});

test("slow-link: when it ends in the middle of a packet, nothing overtakes the rest of it, either way", () => {
  const { bench, line, send, inject } = desk();
  const device = bench.connector.devices.get("dev1");
  assert.ok(device !== undefined);
  inject({ kind: "slow-link", bytesPerSecond: 20 }, START, 500);
  send(report(1, "slow"), START);
  bench.connector.write(device, "a", "slow", START);
  line.runUntil(START + 600);
  assert.deepEqual([values(bench), line.sent], [[], []]);
  send(report(2, "fast"), START + 600);
  bench.connector.write(device, "a", "fast", START + 600);
  line.runUntil(START + 5_000);
  assert.deepEqual(values(bench), ["slow", "fast"]);
  assert.deepEqual(line.sent.map(({ cmd }) => cmd).sort(), ["puback", "puback", "publish", "publish"]);
});

test("delay-puback: a packet that became due in the middle of a slow one leaves behind it", () => {
  const { bench, line, send, inject } = desk();
  const device = bench.connector.devices.get("dev1");
  assert.ok(device !== undefined);
  inject({ kind: "delay-puback", milliseconds: 300, times: 1 }, START);
  send(report(1), START);
  inject({ kind: "slow-link", bytesPerSecond: 20 }, START + 10, 1);
  bench.connector.write(device, "a", "hello", START + 10); // 20 bytes, a second.
  line.runUntil(START + 5_000);
  assert.deepEqual(
    line.sent.map(({ cmd }) => cmd),
    ["publish", "puback"],
  );
});

test("slow-link: a device that sends faster is not read, one that is sent too much is given up", () => {
  const { bench, line, inject } = desk();
  inject({ kind: "slow-link", bytesPerSecond: 1000 }, START);
  line.connection.receive(Buffer.alloc(70_000), START);
  assert.equal(line.wire(), "paused");
  const device = bench.connector.devices.get("dev1");
  assert.ok(device !== undefined);
  for (let write = 0; write < 5; write += 1) {
    bench.connector.write(device, "a", String(write).repeat(1_000_000), START);
  }
  line.runUntil(START + 1);
  assert.equal(line.wire(), "cut");
});

test("clock-skew: stamps are off by it, and right again after it; what is reported now stays the newest", () => {
  const { bench, send, inject } = desk();
  const device = bench.connector.devices.get("dev1");
  const stamp = () => device?.cells.get("a")?.timestamp;
  inject({ kind: "clock-skew", milliseconds: 3_600_000 }, START, 1_000);
  send(report(1, "ahead"), START + 500);
  assert.equal(stamp(), (START + 500 + 3_600_000) * 1000);
  bench.connector.faults.tick(START + 1_000);
  send(report(2, "right"), START + 2_000);
  assert.equal(stamp(), (START + 2_000) * 1000);
  assert.equal(device?.cells.get("a")?.reported, "right");
});

test("a fault for one device leaves the others alone, a newer one of a kind comes first", () => {
  const { bench, line, send, inject } = desk();
  inject({ kind: "lose-puback", device: "dev2" }, START);
  send(report(1), START);
  assert.equal(line.sent.length, 1);
  inject({ kind: "delay-puback", milliseconds: 100 }, START);
  inject({ kind: "delay-puback", milliseconds: 200, device: "dev1" }, START);
  send(report(2), START);
  line.runUntil(START + 1_000);
  assert.equal(line.sent[1]?.at, START + 200);
  assert.equal(bench.connector.faults.list().length, 3);
});

test("a script begins and ends its faults at their times; clearing ends what is on and what was to come", () => {
  const { bench } = desk();
  const { faults } = bench.connector;
  const kinds = () => faults.list().map(({ fault }) => fault.kind);
  const script = [
    { at: 100, fault: { kind: "stall" }, for: 50 },
    { at: 0, fault: { kind: "lose-puback" } },
    { at: 120, fault: { kind: "drop", bytes: 3 } },
    { at: 500, fault: { kind: "half-open" } },
  ] as const;
  faults.schedule(script, START);
  const seen: [at: number, kinds: string[]][] = [[0, kinds()]];
  while (faults.deadline !== undefined && faults.deadline < START + 500) {
    const time = faults.deadline;
    faults.tick(time);
    seen.push([time - START, kinds()]);
  }
  assert.deepEqual(seen, [
    [0, ["lose-puback"]],
    [100, ["lose-puback", "stall"]],
    [120, ["lose-puback", "stall", "drop"]],
    [150, ["lose-puback", "drop"]],
  ]);
  faults.clear(START + 200);
  assert.deepEqual([kinds(), faults.deadline], [[], undefined]);
});

test("each fault that is switched on, strikes and ends is logged", () => {
  const { bench, send, inject } = desk();
  inject({ kind: "lose-puback", times: 1 }, START);
  send(report(1), START);
  const phases = bench.events.flatMap((event) =>
    event.event === "fault" ? [[event.phase, event.fault.kind, event.device]] : [],
  );
  assert.deepEqual(phases, [
    ["injected", "lose-puback", undefined],
    ["struck", "lose-puback", "dev1"],
    ["ended", "lose-puback", undefined],
  ]);
});

const WRONG: readonly (readonly [problem: RegExp, fault: unknown])[] = [
  [/^fault\.kind: expected .*"stall".*, found "explode"$/, { kind: "explode" }],
  [/^fault\.code: is missing$/, { kind: "refuse-connack" }],
  [/^fault\.code: expected .*, found 6$/, { kind: "refuse-connack", code: 6 }],
  [/^fault\.milliseconds: expected >=0, found -1$/, { kind: "delay-puback", milliseconds: -1 }],
  [/^fault\.times: expected >=1, found 0$/, { kind: "lose-puback", times: 0 }],
  [/^fault\.speed: is not a known field$/, { kind: "stall", speed: 1 }],
  [/^fault\.flaw: expected .*"other-key"\), found "ugly"$/, { kind: "bad-certificate", flaw: "ugly" }],
  [/^fault: expected Object, found "stall"$/, "stall"],
];
for (const [problem, fault] of WRONG) {
  test(`a fault is refused by the name of its field: ${JSON.stringify(fault)}`, () => {
    assert.throws(() => parseFault(fault), { message: problem });
  });
}

test("a fault can be given as words", () => {
  assert.deepEqual(parseFaultWords(["delay-puback", "milliseconds=500", "times=2", "device=0042"]), {
    kind: "delay-puback",
    milliseconds: 500,
    times: 2,
    device: "0042",
  });
  assert.throws(() => parseFaultWords(["stall", "device"]), /"device" is not name=value/);
  assert.throws(() => parseFaultWords([]), /^Error: fault\.kind/);
});

test("every kind of fault has its failure in the field", () => {
  const kinds = FaultSchema.options.map(({ entries }) => entries.kind.literal);
  assert.deepEqual(Object.keys(FAULT_STORIES).sort(), [...kinds].sort());
});
