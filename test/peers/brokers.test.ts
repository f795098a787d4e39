import assert from "node:assert/strict";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { fileURLToPath } from "node:url";
import { Aedes } from "aedes";
import { bundleProgram } from "../../host-sim/engine/bundle.js";
import { startSimulatedDevice } from "../../host-sim/simulated-device.js";
import { type BridgeOptions, BrokerBridge } from "../support/broker-bridge.js";
import { peersAreThere } from "../support/connector-peers.js";
import { hurried } from "../support/desk.js";
import { EventRecord } from "../support/event-record.js";
import { startMosquitto } from "../support/mosquitto-program.js";

/** The device's own packets, judged by brokers that others wrote: they close a connection on which MQTT is broken, and say so. */
interface Judge {
  readonly port: number;
  /** What it had to complain about. */
  complaints(): readonly string[];
  close(): Promise<void>;
}

const judges: Readonly<Record<string, (t: TestContext) => Promise<Judge> | undefined>> = {
  mosquitto(t) {
    if (!peersAreThere(t, "mosquitto")) return undefined;
    return startMosquitto({ logTypes: ["error", "warning", "notice"] }).then(({ port, log, close }) => ({
      port,
      close,
      // A connection that ends well is "disconnected."; one that the test broke "closed its connection.".
      complaints: () =>
        log()
          .split("\n")
          .filter((line) => /malformed|protocol|invalid|error|bad /i.test(line)),
    }));
  },
  async aedes() {
    const broker = await Aedes.createBroker();
    const found: string[] = [];
    for (const event of ["clientError", "connectionError"] as const) {
      broker.on(event, (_client, error) => found.push(`${event}: ${error.message}`));
    }
    const server = createServer((socket) => broker.handle(socket)).listen(0, "127.0.0.1");
    await once(server, "listening");
    const address = server.address();
    return {
      port: typeof address === "object" && address !== null ? address.port : 0,
      complaints: () => found.filter((each) => !each.includes("ECONNRESET")),
      async close() {
        await new Promise<void>((resolve) => broker.close(() => resolve()));
        server.close();
      },
    };
  },
};

interface Scene {
  readonly bridge: BrokerBridge;
  readonly judge: Judge;
  /** What the device's messages said, as the broker passed them on, and `ended` for each connection's end. */
  readonly passed: EventRecord;
  readonly device: EventRecord;
  boot(): Promise<void>;
}

async function scene(
  t: TestContext,
  judge: Judge,
  options: Pick<BridgeOptions, "tamper"> = {},
): Promise<Scene> {
  const folder = mkdtempSync(join(tmpdir(), "bowline-broker-"));
  const [passed, events] = [new EventRecord(), new EventRecord()];
  const bridge = await BrokerBridge.start({
    ...options,
    brokerPort: judge.port,
    onMessage: ({ topic, payload }) => passed.add({ event: "message", topic, payload }),
    onEnd: ({ byBroker }) => passed.add({ event: "ended", byBroker }),
  });
  t.after(async () => {
    await bridge.close();
    await judge.close();
    rmSync(folder, { recursive: true, force: true });
  });
  const entry = fileURLToPath(new URL("./programs/talkative-device.ts", import.meta.url));
  return {
    bridge,
    judge,
    passed,
    device: events,
    async boot() {
      const device = await startSimulatedDevice({
        id: "dev-1",
        engine: "xs",
        bundle: await bundleProgram({ entry }),
        flash: join(folder, "flash"),
        cloud: bridge.cloud,
        settings: { ...hurried, keepAliveSeconds: 5 },
        onEvent: events.add,
      });
      t.after(() => device.close());
    },
  };
}

for (const [name, start] of Object.entries(judges)) {
  test(`${name} has nothing to complain about in all that a device says in its life`, async (t) => {
    const judge = await start(t);
    if (judge === undefined) return;
    const { bridge, passed, device, boot } = await scene(t, judge);
    await boot();
    // CN-PROV-1: it asks for its token on a connection of its own, and leaves.
    await passed.next("message", { topic: "$provision/dev-1", payload: "" });
    bridge.tell("$provision/dev-1", "T".repeat(40));
    await device.next("connected");
    // Alone or as history (CN-RES-1, CN-RES-3), as the device thinks best; this one in several fragments (CN-SES-13).
    await passed.next("message", { topic: /^\$resource/, payload: /€{5000}/ });
    await device.next("reported", { resource: "level", acknowledged: true });
    bridge.tell("$resource/level", "7");
    await passed.next("message", { topic: /^\$resource/, payload: /^7$|"level":7/ });
    // A broken connection, and what follows it.
    bridge.cut();
    await device.next("disconnected");
    await device.next("connected");
    await passed.next("message", { topic: /^\$resource/, payload: /count|^\d+$/ });
    assert.deepEqual(judge.complaints(), []);
    assert.equal(passed.count("ended", { byBroker: true }), 0, "the broker closed nothing");
    assert.deepEqual([...bridge.sent].sort(), ["connect", "disconnect", "publish QoS 1"]);
  });

  for (const [flaw, tamper] of Object.entries(flaws())) {
    test(`${name} complains about a device that sends ${flaw}`, async (t) => {
      const judge = await start(t);
      if (judge === undefined) return;
      const { passed, boot } = await scene(t, judge, { tamper });
      await boot();
      await passed.next("ended", { byBroker: true });
      assert.notDeepEqual(judge.complaints(), []);
    });
  }
}

/** One bit of the device's packets is turned: so small a mistake does not escape the judges. */
function flaws(): Readonly<Record<string, (bytes: Buffer) => Buffer>> {
  const turned = (first: number, bit: number) => (bytes: Buffer) =>
    bytes[0] === first ? Buffer.concat([Buffer.of(first ^ bit), bytes.subarray(1)]) : bytes;
  return {
    "CONNECT with a reserved flag bit [MQTT-2.2.2-2]": turned(0x10, 0x01),
    "PUBLISH with QoS 3 [MQTT-3.3.1-4]": turned(0x32, 0x04),
  };
}
