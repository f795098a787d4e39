import { readFile } from "node:fs/promises";
import { join } from "node:path";
import application from "../../firmware/app.js";
import { type Dashboard, startDashboard } from "../../host-sim/dashboard/dashboard.js";
import type { SimulatedDevice, SimulatedEvent } from "../../host-sim/simulated-device.js";
import { NetworkCable } from "../../host-sim/world/network-cable.js";
import { SensorControl } from "../../host-sim/world/sensor-control.js";
import { connectorResources } from "../../tools/work/connector-resources.js";
import { Desk } from "../support/desk.js";
import { EventRecord } from "../support/event-record.js";

/** A simulation with its page in this process; the device is in a hurry, so that its retries take no minutes. */
export class StagedSimulation {
  readonly desk: Desk;
  readonly cable: NetworkCable;
  readonly sensors: SensorControl;
  readonly page: Dashboard;
  readonly events = new EventRecord();
  device: SimulatedDevice | undefined;

  private constructor(desk: Desk, cable: NetworkCable, sensors: SensorControl, page: Dashboard) {
    this.desk = desk;
    this.cable = cable;
    this.sensors = sensors;
    this.page = page;
  }

  /** Everything but the device. */
  static async set(): Promise<StagedSimulation> {
    let hearing: Dashboard | undefined;
    const desk = await Desk.set({ onPacket: (note) => hearing?.hearPacket(note) });
    const { connector } = desk;
    const cable = await NetworkCable.lay({ address: connector.address, port: connector.port });
    const sensors = new SensorControl();
    const page = await startDashboard({
      device: "dev-1",
      engine: "xs",
      flash: join(desk.folder, "flash"),
      resources: application.resources,
      definitions: connectorResources(),
      connector,
      sensors,
      cable,
    });
    hearing = page;
    return new StagedSimulation(desk, cable, sensors, page);
  }

  async boot(): Promise<void> {
    const { connectorId, domain, ca } = this.desk.connector;
    const options = {
      cloud: { connectorId, domain, ca, port: this.cable.port },
      sensors: this.sensors,
      onEvent: (event: SimulatedEvent) => {
        this.events.add(event);
        this.page.hear(event);
      },
    };
    // Long enough to be seen.
    const waits = { retryFirstMilliseconds: 2000, retryMostMilliseconds: 3000 };
    this.device = await this.desk.boot(this.events, options, waits);
    this.page.attach(this.device);
  }

  /** The token that the device has stored. */
  async token(): Promise<string> {
    const flash = JSON.parse(
      await readFile(join(this.desk.folder, "flash", "bowline.json"), "utf8"),
    ) as Record<string, string>;
    const stored = Object.entries(flash).find(([key]) => key.startsWith("c-"))?.[1] ?? "{}";
    return (JSON.parse(stored) as { secret: string }).secret;
  }

  async clear(): Promise<void> {
    await this.page.close();
    await this.cable.close();
    await this.desk.clear();
  }
}
