import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import {
  type ConnectorOptions,
  type RunningConnector,
  startConnector,
} from "../../host-sim/emulators/connector/index.js";
import {
  type SimulatedDevice,
  type SimulatedDeviceOptions,
  startSimulatedDevice,
} from "../../host-sim/simulated-device.js";
import { connectorResources } from "../../tools/work/connector-resources.js";
import { EventRecord } from "./event-record.js";
import { isOnSDK } from "./platform.js";
import { secretsIn } from "./secret-watch.js";

/** Settings of a device in a hurry, so that a story of failures and retries is told in seconds. */
export const hurried = Object.freeze({
  connectSeconds: 3,
  activationSeconds: 3,
  acknowledgeSeconds: 3,
  retryFirstMilliseconds: 50,
  retryMostMilliseconds: 400,
  refusedFirstMilliseconds: 200,
  refusedMostMilliseconds: 800,
});

/** A desk with a Connector and devices, in a folder of its own; `clear` takes everything away. */
export class Desk {
  readonly cloudEvents = new EventRecord();
  readonly folder: string;
  #connector: RunningConnector | undefined;
  #devices: SimulatedDevice[] = [];
  #port = 0;
  #options: Partial<ConnectorOptions> = {};

  private constructor(folder: string) {
    this.folder = folder;
  }

  static async set(options: Partial<ConnectorOptions> = {}): Promise<Desk> {
    const desk = new Desk(await mkdtemp(join(tmpdir(), "bowline-test-")));
    await desk.startConnector(options);
    return desk;
  }

  get connector(): RunningConnector {
    if (this.#connector === undefined) throw new Error("the Connector is stopped");
    return this.#connector;
  }

  /** What a device must know of the Connector. */
  get cloud(): Required<NonNullable<SimulatedDeviceOptions["cloud"]>> {
    const { connectorId, domain, port, ca } = this.connector;
    return { connectorId, domain, port, ca };
  }

  /** Starts the Connector; after a stop with the same state, on the same port and with the options of before under the new ones. */
  async startConnector(options: Partial<ConnectorOptions> = {}): Promise<void> {
    this.#options = { ...this.#options, ...options };
    this.#connector = await startConnector({
      stateDir: join(this.folder, "connector"),
      port: this.#port,
      resources: connectorResources(),
      onEvent: this.cloudEvents.add,
      ...this.#options,
    });
    this.#port = this.#connector.port;
  }

  async stopConnector(): Promise<void> {
    await this.#connector?.close();
    this.#connector = undefined;
  }

  /** Boots a device that knows this Connector; `settings` over the hurried ones. */
  async boot(
    record: EventRecord,
    options: Partial<SimulatedDeviceOptions> = {},
    settings: Readonly<Record<string, string | number>> = {},
  ): Promise<SimulatedDevice> {
    const start = isOnSDK ? startOnSDK : startSimulatedDevice;
    const device = await start({
      id: "dev-1",
      engine: "xs",
      flash: join(this.folder, "flash"),
      cloud: options.cloud ?? this.cloud,
      settings: { ...hurried, ...settings },
      onEvent: record.add,
      ...options,
    });
    this.#devices.push(device);
    return device;
  }

  async clear(): Promise<void> {
    for (const device of this.#devices) await device.close();
    await this.stopConnector();
    secretsIn(this.folder);
    await rm(this.folder, { recursive: true, force: true });
  }
}

/** The same device in the SDK's simulator; a program of its own is found by the name of its file. */
async function startOnSDK({ bundle, ...options }: SimulatedDeviceOptions): Promise<SimulatedDevice> {
  const { SDKDevice } = await import("../sdk/support/sdk-device.js");
  return SDKDevice.start({ ...options, program: bundle === undefined ? "" : basename(bundle.entry, ".ts") });
}
