import type { ResourceTable } from "../../firmware/resources/definition.js";
import type { PacketNote, ResourceDefinition, RunningConnector } from "../emulators/connector/index.js";
import type { SimulatedDevice, SimulatedEvent } from "../simulated-device.js";
import type { NetworkCable } from "../world/network-cable.js";
import type { SensorControl } from "../world/sensor-control.js";
import { pageAssets } from "./assets.js";
import { CloudWatch } from "./cloud-watch.js";
import type { Controls } from "./command-table.js";
import { hearDevice } from "./device-watch.js";
import { FaultDesk, type FaultyConnector } from "./fault-desk.js";
import { Feed } from "./feed.js";
import { FlashWatch } from "./flash-watch.js";
import { PageServer } from "./http-server.js";
import { SensorDesk } from "./sensor-desk.js";

export interface DashboardOptions {
  /** Identity of the device and the name of what runs it. */
  readonly device: string;
  readonly engine: string;
  /** The device's resources as it declares them, and as the Connector knows them. */
  readonly resources: ResourceTable;
  readonly definitions: readonly ResourceDefinition[];
  /** Folder of the device's flash. */
  readonly flash: string;
  readonly connector: Pick<RunningConnector, "host" | "read" | "write" | "watch"> & FaultyConnector;
  readonly sensors: SensorControl;
  readonly cable: NetworkCable;
}

/** The page of one simulation. */
export interface Dashboard {
  /** To be opened in a browser of this computer; whoever knows it controls the simulation. */
  readonly url: string;
  /** Takes an event of the device, from its first one on. */
  hear(event: SimulatedEvent): void;
  /** Takes a packet that passes the Connector; for its option `onPacket`. */
  hearPacket(note: PacketNote): void;
  /** The device has started: its power button works from now on. */
  attach(device: SimulatedDevice): void;
  /** Tells all pages that the simulation has ended. */
  close(): Promise<void>;
}

/** Serves the page on a free port of loopback. To be called before the device starts, so that it misses nothing. */
export async function startDashboard(options: DashboardOptions): Promise<Dashboard> {
  const { device, engine, connector, cable, definitions } = options;
  const feed = new Feed();
  feed.set("about", { device, engine, cloud: connector.host });
  feed.set("life", { state: "off" });
  feed.set("power", { on: true });
  feed.set("network", { plugged: cable.isPlugged });
  const desk = new SensorDesk({ resources: options.resources, control: options.sensors, feed });
  const flash = new FlashWatch({ folder: options.flash, feed });
  const faults = new FaultDesk({ connector, feed });
  const cloud = new CloudWatch({
    connector,
    device,
    definitions,
    feed,
    onFault: () => void faults.refresh(),
  });
  let powered: SimulatedDevice | undefined;
  const controls: Controls = {
    async write({ resource, value }) {
      await connector.write(device, resource, value);
    },
    async power({ on }) {
      if (powered === undefined) throw new Error("the device is still starting");
      if (on) await powered.powerOn();
      else powered.cutPower();
      feed.set("power", { on });
      if (!on) feed.set("life", { state: "unpowered" });
    },
    network({ plugged }) {
      cable.isPlugged = plugged;
      feed.set("network", { plugged });
    },
    drive: ({ source, value }) => desk.drive(source, value),
    release: ({ source }) => desk.release(source),
    scenario: ({ name }) => desk.play(name),
    inject: (request) => faults.inject(request),
    clearFaults: () => faults.clear(),
    async kick() {
      if (!(await connector.kick(device))) throw new Error("the device has no connection to drop");
    },
  };
  const server = new PageServer({ assets: await pageAssets(), feed, controls });
  const url = await server.listen();
  const watching = cloud.run();
  await flash.look();
  return {
    url,
    hear: (event) => hearDevice(feed, event),
    hearPacket: (note) => cloud.hearPacket(note),
    attach(device) {
      powered = device;
    },
    async close() {
      flash.close();
      cloud.close();
      await watching;
      await flash.look();
      feed.end();
      await server.close();
    },
  };
}
