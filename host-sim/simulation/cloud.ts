import { Connection, type Wire } from "../emulators/connector/core/connection.js";
import { Connector } from "../emulators/connector/core/connector.js";
import type { Device } from "../emulators/connector/core/device.js";
import type { ConnectorEventBody } from "../emulators/connector/core/events.js";
import type { ResourceDefinition } from "../emulators/connector/core/resource.js";
import { DEFAULT_SETTINGS } from "../emulators/connector/core/settings.js";
import type { FarEnd, TCPConnection } from "./network/connection.js";
import type { RandomStream } from "./random-stream.js";
import type { TimeOfDay } from "./time-of-day.js";
import type { Planned, WorldTime } from "./world-time.js";

export interface CloudOptions {
  readonly time: WorldTime;
  readonly timeOfDay: TimeOfDay;
  readonly random: RandomStream;
  readonly resources: readonly ResourceDefinition[];
  readonly onEvent: (event: ConnectorEventBody) => void;
}

const puback = 4;
const tokenCharacters = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

/** The emulator's Connector under the world's time: connections come in as bytes, and leave the same way. */
export class Cloud {
  readonly connector: Connector;
  /** Everything that nobody but the device may know. */
  readonly secrets = new Set<string>();
  /** PUBACKs that are sent twice, as a proxy that retries would. */
  doubledAcknowledgements = 0;
  #options: CloudOptions;
  #connections = new Map<number, { core: Connection; line: TCPConnection }>();
  #count = 0;
  /** Reasons for which the server is away. */
  #stops = 0;

  constructor(options: CloudOptions) {
    this.#options = options;
    const { time, random, resources, onEvent } = options;
    this.connector = new Connector({
      id: "o33ara2ekbo800000",
      settings: DEFAULT_SETTINGS,
      definitions: resources,
      devices: [],
      ports: {
        emit: (_now, event) => onEvent(event),
        newToken: () => this.#newToken(random),
        newSalt: () => "",
        contents: () => [],
        changed: () => {},
      },
    });
    this.#watchFaults(time);
  }

  /** The device, once it was activated. */
  get device(): Device | undefined {
    const [device] = this.connector.devices.values();
    return device;
  }

  get now(): number {
    return this.#options.timeOfDay.now;
  }

  /** Takes a connection in. */
  accept(line: TCPConnection): FarEnd | undefined {
    if (this.#stops > 0) return undefined;
    this.#count += 1;
    const number = this.#count;
    const { time } = this.#options;
    let planned: Planned | undefined;
    let isGone = false;
    const gone = (): void => {
      // Never inside a call of the core's own.
      time.after(0, () => {
        if (isGone) return;
        isGone = true;
        time.cancel(planned);
        this.#connections.delete(number);
        core.gone(this.now);
      });
    };
    const reschedule = (): void => {
      const { deadline } = core;
      if (isGone || deadline === undefined) return;
      const at = time.now + Math.max(0, deadline - this.now);
      // A deadline that moved on is noticed when the old one comes.
      if (planned?.run !== undefined && planned.at <= at) return;
      time.cancel(planned);
      planned = time.at(at, () => {
        planned = undefined;
        core.tick(this.now);
        reschedule();
      });
    };
    const wire: Wire = {
      send: (bytes) => {
        line.answer(bytes);
        if (bytes[0] === puback << 4 && this.doubledAcknowledgements > 0) {
          this.doubledAcknowledgements -= 1;
          line.answer(bytes);
        }
      },
      close: () => {
        line.hangUp();
        gone();
      },
      cut: () => {
        line.reset();
        gone();
      },
      pause: () => {},
      resume: () => {},
      reschedule: () => reschedule(),
    };
    const core: Connection = new Connection({
      connector: this.connector,
      connection: number,
      wire,
      now: this.now,
    });
    this.#connections.set(number, { core, line });
    reschedule();
    return {
      receive: (bytes) => {
        if (isGone) return;
        core.receive(bytes, this.now);
        reschedule();
      },
      gone,
    };
  }

  /**
   * The server process ends, and every connection with it; until the returned function is called, none is taken. What it has acknowledged is
   * in its record.
   */
  stop(): () => void {
    this.#stops += 1;
    for (const { core, line } of [...this.#connections.values()]) {
      core.end("server-closing", this.now);
      line.reset();
    }
    return () => {
      this.#stops -= 1;
    };
  }

  /** Locks the device (CN-PROV-6) until the returned function is called. */
  lock(): (() => void) | undefined {
    const { device } = this;
    if (device === undefined) return undefined;
    device.locked = true;
    this.connector.disconnect(device, "locked", this.now);
    return () => {
      device.locked = false;
    };
  }

  /** The token that the device must show; undefined where there is none yet. */
  get token(): string | undefined {
    const credential = this.device?.credential;
    return credential?.kind === "token" ? credential.token : undefined;
  }

  /** Takes the credentials away and kicks the device (CN-PROV-7). */
  revoke(): void {
    const { device } = this;
    if (device === undefined) return;
    this.letActivate();
    delete device.credential;
    this.connector.disconnect(device, "revoked", this.now);
  }

  /** The device may activate again (CN-PROV-6). */
  letActivate(): void {
    const { device } = this;
    if (device?.provisioning === "provisioned") device.provisioning = "reprovision";
  }

  #newToken(random: RandomStream): string {
    const token = Array.from({ length: 40 }, () => tokenCharacters[random.integer(0, 61)]).join("");
    this.secrets.add(token);
    return token;
  }

  /** The faults of the emulator that end by themselves. */
  #watchFaults(time: WorldTime): void {
    const { faults } = this.connector;
    let planned: Planned | undefined;
    faults.subscribe(() => {
      time.cancel(planned);
      const { deadline } = faults;
      if (deadline === undefined) return;
      planned = time.after(Math.max(0, deadline - this.now), () => faults.tick(this.now));
    });
  }
}
