import { resources, settable } from "./appliance.js";
import { Cloud } from "./cloud.js";
import { Machine } from "./machine.js";
import { Link } from "./network/link.js";
import type { Occurrence } from "./occurrence.js";
import type { DeviceProgram } from "./program.js";
import { RandomStream } from "./random-stream.js";
import { TimeOfDay } from "./time-of-day.js";
import { WorldTime } from "./world-time.js";

export interface WorldOptions {
  readonly seed: number;
  readonly program: DeviceProgram;
  /** Milliseconds of the seed's story at which the device is first plugged in. */
  readonly start: number;
  /** Hears everything that happens; must not change anything. */
  readonly onOccurrence: (occurrence: Occurrence) => void;
}

const hour = 3_600_000;

/** One device, its network and its cloud, in one time and from one seed. */
export class World {
  readonly time: WorldTime;
  readonly random: Readonly<Record<"device" | "flash" | "network" | "cloud" | "people", RandomStream>>;
  readonly timeOfDay: TimeOfDay;
  readonly link: Link;
  readonly cloud: Cloud;
  readonly machine: Machine;
  readonly tell: (occurrence: Occurrence) => void;
  #orders = 0;
  #settings = 0;

  constructor(options: WorldOptions) {
    const { seed, program } = options;
    this.time = new WorldTime(options.start);
    const stream = (name: string): RandomStream => new RandomStream(seed, name);
    this.random = {
      device: stream("device"),
      flash: stream("flash"),
      network: stream("network"),
      cloud: stream("cloud"),
      people: stream("people"),
    };
    this.tell = options.onOccurrence;
    this.timeOfDay = new TimeOfDay(this.time, this.random.network);
    this.link = new Link(this.random.network);
    this.link.listen((isUp) => {
      this.timeOfDay.hasLink = isUp;
    });
    this.cloud = new Cloud({
      time: this.time,
      timeOfDay: this.timeOfDay,
      random: this.random.cloud,
      resources,
      onEvent: (event) => this.tell({ kind: "cloud", event }),
    });
    this.machine = new Machine(this, program);
  }

  /** Plugs the device in; from then on people use it. */
  begin(): void {
    this.machine.powerOn("power-on");
    this.#people();
  }

  /** An operator looks after a device that the cloud does not let in: erases its token and lets it activate anew (CN-PROV-7). */
  help(): void {
    const { device, token } = this.cloud;
    if (device === undefined || (token !== undefined && this.machine.holds(token))) return;
    this.tell({ kind: "helped" });
    this.cloud.letActivate();
    this.machine.forgetCredentials();
  }

  /** Somebody at a desk writes a resource now and then, and somebody on site changes settings. */
  #people(): void {
    const { people } = this.random;
    this.time.after(people.scale(hour / 60, 24 * hour), () => {
      if (people.chance(0.9)) this.#order(people.pick(settable));
      else this.#set();
      this.#people();
    });
  }

  #order(resource: string): void {
    const { device } = this.cloud;
    if (device === undefined) return;
    this.#orders += 1;
    this.tell({ kind: "ordered", resource, value: this.#orders });
    this.cloud.connector.write(device, resource, this.#orders, this.cloud.now);
  }

  #set(): void {
    this.#settings = (this.#settings + 1) % 60;
    this.machine.store({ keepAliveSeconds: 1140 + this.#settings, acknowledgeSeconds: 10 + this.#settings });
  }
}
