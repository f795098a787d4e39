import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { CloudWatch } from "../../../host-sim/dashboard/cloud-watch.js";
import { Feed } from "../../../host-sim/dashboard/feed.js";
import type { MessageEntry } from "../../../host-sim/dashboard/protocol.js";
import type {
  ConnectorOptions,
  PacketNote,
  ResourceDefinition,
} from "../../../host-sim/emulators/connector/index.js";
import { type ConnectorBench, connectorBench } from "../../support/connector-bench.js";

const definitions: readonly ResourceDefinition[] = [
  { alias: "temperature", format: "number" },
  { alias: "led", format: "boolean", settable: true },
];

const PASSWORD = "correct-horse-battery-staple";

/** A Connector that is watched for `dev1`, and all that a page would be told of it. */
interface Watched {
  readonly bench: ConnectorBench;
  /** Ends the watch, so that nothing is missing. @returns lines of the page, oldest first, and everything as one text. */
  end(): Promise<{ readonly lines: readonly string[]; readonly everything: string }>;
}

async function watched(t: TestContext, options: Partial<ConnectorOptions> = {}): Promise<Watched> {
  let hear: ((note: PacketNote) => void) | undefined;
  const bench = await connectorBench(t, {
    resources: definitions,
    onPacket: (note) => hear?.(note),
    ...options,
  });
  const feed = new Feed();
  const watch = new CloudWatch({
    connector: bench.connector,
    device: "dev1",
    definitions,
    feed,
    onFault: () => {},
  });
  hear = (note) => watch.hearPacket(note);
  const running = watch.run();
  return {
    bench,
    async end() {
      await bench.connector.close();
      await running;
      const lines: string[] = [];
      const told: unknown[] = [];
      feed.subscribe(({ event, data }) => {
        told.push(data);
        if (event === "entries" && data.list === "messages") lines.push(...data.entries.map(lineOf));
      })();
      return { lines, everything: JSON.stringify(told) };
    },
  };
}

test("a sample is never of the future, whatever the Connector's clock says", async (t) => {
  const { bench, end } = await watched(t);
  await bench.connector.inject({ kind: "clock-skew", milliseconds: 3_600_000 });
  const device = await bench.device("dev1");
  device.publish("$resource/temperature", "21.5", { id: 1 });
  await device.expectPacket("puback");
  const { everything } = await end();
  const [, time] = /"resource":"temperature","time":([\d.]+),"value":21\.5/.exec(everything) ?? [];
  assert.ok(Number(time) <= Date.now(), `${time} is to come`);
});

function lineOf(entry: unknown): string {
  const { from, packet, topic = "", detail } = entry as MessageEntry;
  return [from, packet, topic, detail].filter(Boolean).join(" ");
}

test("packets of both sides are told, the values they carried, and what the Connector notes", async (t) => {
  const { bench, end } = await watched(t);
  const device = await bench.device("dev1");
  device.publish("$resource/temperature", "21.5", { id: 1 });
  await device.expectPacket("puback");
  await bench.connector.write("dev1", "led", true);
  await device.expectPublish();
  const { lines } = await end();
  const expected = [
    "note activated dev1 may log in now",
    "device CONNECT connection 2, keep-alive 60 s, clean session",
    "cloud CONNACK connection 2, code 0 accepted, session present",
    "note logged in connection 2",
    "device PUBLISH $resource/temperature QoS 1, id 1, 4 bytes",
    "device value temperature: 21.5",
    "cloud PUBACK id 1",
    "cloud PUBLISH $resource/led QoS 0, 4 bytes",
    "cloud value led: true",
  ];
  assert.deepEqual(
    expected.filter((line) => !lines.includes(line)),
    [],
    `all there are:\n${lines.join("\n")}`,
  );
});

test("a write that waits for the device is told as such, without a packet", async (t) => {
  const { bench, end } = await watched(t);
  await bench.activate("dev1");
  await bench.connector.write("dev1", "led", true);
  const { lines } = await end();
  assert.ok(lines.includes("cloud value led: true, kept until the device connects"));
  assert.ok(!lines.some((line) => line.includes("$resource/led")));
});

test("packets of other devices are not told", async (t) => {
  const { bench, end } = await watched(t);
  const other = await bench.device("dev2");
  other.publish("$resource/temperature", "21.5", { id: 1 });
  await other.expectPacket("puback");
  const { lines } = await end();
  assert.ok(!lines.some((line) => /PUBACK|temperature/.test(line)), lines.join("\n"));
});

test("a token is shown neither when it is handed out nor when a device logs in with it", async (t) => {
  const { bench, end } = await watched(t);
  const token = await bench.activate("dev1");
  await bench.login("dev1", token);
  const { lines, everything } = await end();
  assert.ok(lines.some((line) => /^cloud PUBLISH \$provision\/dev1 .* a credential, not shown$/.test(line)));
  assert.ok(lines.includes("device CONNECT connection 2, keep-alive 60 s, clean session"));
  assert.ok(!everything.includes(token));
});

test("a password is shown neither when it is chosen nor at a login, refused or not", async (t) => {
  const { bench, end } = await watched(t, { authentication: "password" });
  const probe = await bench.anonymous();
  probe.publish("$provision/dev1", PASSWORD, { id: 7 });
  await probe.expectPacket("puback");
  await bench.login("dev1", PASSWORD);
  await assert.rejects(bench.login("dev1", `${PASSWORD}-mistyped`), /refused/);
  const { lines, everything } = await end();
  assert.ok(lines.some((line) => /^device PUBLISH \$provision\/dev1 .* a credential, not shown$/.test(line)));
  assert.equal(lines.filter((line) => line.startsWith("device CONNECT")).length, 3);
  assert.ok(!everything.includes(PASSWORD));
});
