import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestContext } from "node:test";
import {
  type ConnectorEvent,
  type ConnectorOptions,
  type RunningConnector,
  startConnector,
} from "../../host-sim/emulators/connector/index.js";
import { MqttProbe, type ProbeOptions } from "./mqtt-probe.js";

const PATIENCE = 5_000;

/** An emulator on a free port with a folder of its own, both gone when the test ends. */
export interface ConnectorBench {
  readonly connector: RunningConnector;
  readonly stateDir: string;
  /** A probe whose TLS handshake is done. */
  connect(options?: Pick<ProbeOptions, "client" | "localAddress" | "maxVersion">): Promise<MqttProbe>;
  /** A probe that was accepted without credentials. */
  anonymous(): Promise<MqttProbe>;
  /** Activates an identity and returns its token. */
  activate(device: string): Promise<string>;
  /** A probe logged in with a token or password, up to and including CONNACK. */
  login(device: string, secret: string): Promise<MqttProbe>;
  /** `activate` and `login` in one. */
  device(device: string): Promise<MqttProbe>;
  /** The first event, past or coming, that fits. */
  event<Name extends ConnectorEvent["event"]>(
    name: Name,
    fits?: (event: EventOf<Name>) => boolean,
  ): Promise<EventOf<Name>>;
}

export type EventOf<Name extends ConnectorEvent["event"]> = Extract<ConnectorEvent, { event: Name }>;

/** Makes a folder that is removed when the test ends. */
export function temporaryFolder(t: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), "bowline-connector-"));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

export async function connectorBench(
  t: TestContext,
  options: Partial<ConnectorOptions> = {},
): Promise<ConnectorBench> {
  const stateDir = options.stateDir ?? temporaryFolder(t);
  const connector = await startConnector({ port: 0, ...options, stateDir });
  const probes = new Set<MqttProbe>();
  t.after(async () => {
    for (const probe of probes) await probe.close();
    await connector.close();
  });
  const bench: ConnectorBench = {
    connector,
    stateDir,
    connect: async (probeOptions = {}) => {
      const { port, ca, host } = connector;
      const probe = await MqttProbe.open({ port, ca, host, ...probeOptions });
      probes.add(probe);
      return probe;
    },
    anonymous: async () => {
      const probe = await bench.connect();
      probe.send({ cmd: "connect", clientId: "", keepalive: 60 });
      await probe.expectPacket("connack");
      return probe;
    },
    activate: async (device) => {
      const probe = await bench.anonymous();
      probe.send({
        cmd: "publish",
        topic: `$provision/${device}`,
        payload: "",
        qos: 0,
        dup: false,
        retain: false,
      });
      const { payload } = await probe.expectPublish();
      await probe.close();
      return payload;
    },
    login: async (device, secret) => {
      const probe = await bench.connect();
      probe.send({
        cmd: "connect",
        clientId: "",
        username: device,
        password: Buffer.from(secret),
        keepalive: 60,
      });
      const { returnCode } = await probe.expectPacket("connack");
      if (returnCode !== 0) throw new Error(`login of ${device} refused with ${returnCode}`);
      return probe;
    },
    device: async (device) => bench.login(device, await bench.activate(device)),
    event: (name, fits = () => true) => awaitEvent(connector, name, fits),
  };
  return bench;
}

async function awaitEvent<Name extends ConnectorEvent["event"]>(
  connector: RunningConnector,
  name: Name,
  fits: (event: EventOf<Name>) => boolean,
): Promise<EventOf<Name>> {
  for await (const event of connector.watch({ signal: AbortSignal.timeout(PATIENCE) })) {
    if (isNamed(event, name) && fits(event)) return event;
  }
  const seen = connector.events().map((event) => JSON.stringify(event));
  throw new Error(`no fitting event "${name}" within ${PATIENCE} ms; there were:\n${seen.join("\n")}`);
}

function isNamed<Name extends ConnectorEvent["event"]>(
  event: ConnectorEvent,
  name: Name,
): event is EventOf<Name> {
  return event.event === name;
}
