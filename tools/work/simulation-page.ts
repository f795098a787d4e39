import application from "../../firmware/app.js";
import { type Dashboard, startDashboard } from "../../host-sim/dashboard/dashboard.js";
import type { RunningConnector } from "../../host-sim/emulators/connector/index.js";
import { NetworkCable } from "../../host-sim/world/network-cable.js";
import { SensorControl } from "../../host-sim/world/sensor-control.js";
import { connectorResources } from "./connector-resources.js";

export interface SimulationPageOptions {
  readonly connector: RunningConnector;
  /** Identity of the device, the name of what runs it, and the folder of its flash. */
  readonly device: string;
  readonly engine: string;
  readonly flash: string;
}

/** A page, and what the device must be started with so that the page can reach into its world. */
export interface SimulationPage extends Pick<Dashboard, "url" | "hear" | "hearPacket" | "attach" | "close"> {
  readonly sensors: SensorControl;
  /** The device reaches its Connector through this port, which is the network cable. */
  readonly port: number;
}

/** Opens the page of the simulation that is about to start. */
export async function openSimulationPage(options: SimulationPageOptions): Promise<SimulationPage> {
  const { connector } = options;
  const cable = await NetworkCable.lay({ address: connector.address, port: connector.port });
  const sensors = new SensorControl();
  const dashboard = await startDashboard({
    ...options,
    resources: application.resources,
    definitions: connectorResources(),
    sensors,
    cable,
  });
  return {
    url: dashboard.url,
    sensors,
    port: cable.port,
    hear: (event) => dashboard.hear(event),
    hearPacket: (note) => dashboard.hearPacket(note),
    attach: (device) => dashboard.attach(device),
    async close() {
      await dashboard.close();
      await cable.close();
    },
  };
}
