import { existsSync } from "node:fs";
import { join } from "node:path";
import { describe, type TestContext } from "node:test";
import { platforms, type Run, run } from "./bench.js";
import { MqttPeer } from "./mqtt-peer.js";

/** Long enough for anything that must not happen, milliseconds. */
export const silence = 150;

const specifier = "embedded:network/mqtt/client";
const sdkClient = join(process.env.MODDABLE ?? "", "examples/io/tcp/mqttclient/mqttclient.js");

const installed: Readonly<Record<string, Readonly<Record<string, string>>>> =
  process.env.MODDABLE !== undefined && existsSync(sdkClient)
    ? { "the SDK's client": { [specifier]: sdkClient } }
    : {};

/** The client of the simulator and, where an SDK is installed, the SDK's own, which says what is right. On the SDK there is no other. */
const clients: Readonly<Record<string, Readonly<Record<string, string>>>> = platforms.includes("sdk")
  ? { "the SDK's client": {} }
  : { "the simulator's client": {}, ...installed };

export interface MqttTest {
  readonly peer: MqttPeer;
  readonly program: Run;
}

export interface MqttBench {
  /** Runs a part of `programs/mqtt.ts` against a peer that waits. */
  start(t: TestContext, part: string): Promise<MqttTest>;
  /** As `start`, with the client let in. */
  enter(t: TestContext, part: string): Promise<MqttTest>;
}

/** A suite for every client on every engine. */
export function describeClients(doing: string, suite: (bench: MqttBench) => void): void {
  for (const [name, overrides] of Object.entries(clients)) {
    for (const engine of platforms) {
      const start = async (t: TestContext, part: string): Promise<MqttTest> => {
        const peer = await MqttPeer.listen(t);
        const program = await run(t, "mqtt", { engine, part, overrides, config: { port: peer.port } });
        return { peer, program };
      };
      const enter = async (t: TestContext, part: string): Promise<MqttTest> => {
        const test = await start(t, part);
        await test.peer.accept();
        return test;
      };
      describe(`${name} on ${engine}, ${doing}`, () => suite({ start, enter }));
    }
  }
}
