import { startDevice } from "../../firmware/device/assembly.js";
import type { DeviceEvent } from "../../firmware/device/device-event.js";
import type { RunningDevice } from "../../firmware/device/running-device.js";
import type { Board } from "../../firmware/ports/board.js";
import { defineDevice } from "../../firmware/resources/definition.js";
import { token } from "./fake-device.js";
import { FakeFlash } from "./fake-flash.js";
import { FakePlatform } from "./fake-mqtt-client.js";
import { FakeRestarts } from "./fake-restarts.js";
import { VirtualTime } from "./virtual-time.js";

const application = defineDevice({
  resources: {
    t: { format: "number", source: "probe.t", report: { intervalSeconds: 10 } },
    led: { format: "boolean", settable: true, initial: false, sink: "lamp" },
  },
});

/** A whole device in its world; only the MQTT client below it is scripted. */
export class World {
  readonly time: VirtualTime;
  readonly platform: FakePlatform;
  readonly events: DeviceEvent[] = [];
  readonly lamp: unknown[] = [];
  readonly domains: Record<string, FakeFlash>;
  readonly device: RunningDevice;

  constructor(more: Partial<Board> = {}, domains: Record<string, FakeFlash> = {}, time = new VirtualTime()) {
    this.domains = domains;
    this.time = time;
    this.platform = new FakePlatform(time);
    const board: Board = {
      name: "test board",
      identity: () => "AA:BB:CC:DD:EE:FF",
      network: {
        start: ({ onUp }) => void this.time.set(onUp, 10),
        restart: () => undefined,
        status: () => ({ kind: "computer", stage: "up" }),
      },
      restarts: new FakeRestarts(),
      onFault: () => undefined,
      clock: this.time,
      random: () => 0.5,
      entropy: (count) => new Uint8Array(count),
      trustedRoots: () => [new ArrayBuffer(1)],
      defaults: { connectorId: "c1", domain: "m2.localhost", port: 8883 },
      sensors: { probe: () => ({ sample: () => ({ t: 20 }) }) },
      outputs: { lamp: { write: (value) => this.lamp.push(value) } },
      observe: (event) => this.events.push(event),
      ...more,
    };
    const keyValue = {
      open: ({ path }: { path: string }) => {
        const flash = this.domains[path] ?? new FakeFlash();
        this.domains[path] = flash;
        if (flash.openError !== undefined) throw flash.openError;
        return flash;
      },
    };
    this.device = startDevice({ application, board, io: this.platform.io, keyValue });
  }

  /** From power to the open session, through an activation where there is no token yet. */
  goOnline(): this {
    this.time.advance(20);
    if (this.platform.client.options.user === undefined) {
      this.platform.client.accept(8000);
      this.platform.client.receive("$provision/AA:BB:CC:DD:EE:FF", token);
      this.time.advance(200);
    }
    this.platform.client.accept(8000);
    return this;
  }

  get log(): string {
    return this.events.flatMap((event) => (event.event === "log" ? [event.message] : [])).join("\n");
  }
}
