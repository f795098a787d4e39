import { BackOff } from "../../firmware/device/back-off.js";
import { ContentList } from "../../firmware/device/content-list.js";
import { Device, type DeviceOptions } from "../../firmware/device/device.js";
import type { DeviceEvent } from "../../firmware/device/device-event.js";
import { Postman } from "../../firmware/device/postman.js";
import { Outbox } from "../../firmware/outbox/outbox.js";
import type { ResourceDefinition } from "../../firmware/resources/definition.js";
import { ResourceSet } from "../../firmware/resources/resource-set.js";
import { CredentialStore } from "../../firmware/storage/credential-store.js";
import { Secret } from "../../firmware/storage/secret.js";
import { ValueStore } from "../../firmware/storage/value-store.js";
import { FakeAdapter } from "./fake-adapter.js";
import { FakeFlash } from "./fake-flash.js";
import { fakeLog } from "./fake-log.js";
import { VirtualTime } from "./virtual-time.js";

export const account = { host: "c1.m2.localhost", device: "dev-1" };
export const token = "abcdefghijklmnopqrstuvwxyz0123456789ABCD";

/** First waits of the two paces, milliseconds; without jitter, so that tests can name the moment. */
export const pace = { normal: 1000, slow: 60_000 };

/** The device lets the anonymous connection go for this long before it logs in, milliseconds. */
export const handOver = 100;

/** A device whose cloud, flash and time a test holds in its hands. */
export class Bench {
  readonly time = new VirtualTime();
  readonly adapter = new FakeAdapter();
  readonly flash: FakeFlash;
  readonly events: DeviceEvent[] = [];
  readonly lines: string[];
  readonly outbox: Outbox;
  readonly device: Device;
  readonly contents: ContentList;
  /** Brings the link up, as often as it is called. */
  linkUp: () => void = () => {
    throw new Error("the network was not started");
  };

  /** `flash` is what was left by the device before a restart. */
  constructor(flash = new FakeFlash(), options: Partial<DeviceOptions> = {}) {
    this.flash = flash;
    const { log, lines } = fakeLog();
    this.lines = lines;
    const store = new CredentialStore({ domain: flash, log });
    const definitions = new Map<string, ResourceDefinition>([
      ["led", { format: "boolean", settable: true, initial: false }],
      ["t", { format: "number", source: "probe.t", report: { intervalSeconds: 10 } }],
    ]);
    const observe = (event: DeviceEvent): void => void this.events.push(event);
    const resources = new ResourceSet({
      definitions,
      outputs: {},
      keeper: new ValueStore({ domain: new FakeFlash() }),
      log,
    });
    this.outbox = new Outbox({ capacity: 10, onLost: (reading) => postman.lost(reading) });
    const postman = new Postman({ outbox: this.outbox, resources, clock: this.time, log, observe });
    this.contents = new ContentList({ Timer: this.time, timeout: 20_000, log });
    const random = (): number => 1;
    this.device = new Device({
      id: account.device,
      Timer: this.time,
      clock: this.time,
      log,
      observe,
      startNetwork: (onUp) => {
        this.linkUp = onUp;
      },
      adapter: this.adapter,
      credentials: {
        read: () => store.read(account),
        write: (received) => store.write(account, received),
      },
      backOff: new BackOff({ first: pace.normal, cap: 8 * pace.normal, stable: 30_000, random }),
      slowBackOff: new BackOff({ first: pace.slow, cap: 4 * pace.slow, stable: 30_000, random }),
      postman,
      contents: this.contents,
      ...options,
    });
  }

  /** Power, link and time: the device begins to talk to its cloud. */
  boot(): this {
    this.device.start();
    this.linkUp();
    this.time.advance();
    return this;
  }

  /** The cloud answers the activation with a token, and the device comes to its login. */
  activate(): this {
    this.adapter.activation.callbacks.onCredentials(new Secret(token));
    this.time.advance(handOver);
    return this;
  }

  /** The states it went through, in order. */
  get states(): string[] {
    return this.events.flatMap((event) => (event.event === "state" ? [event.state] : []));
  }

  /** Names of everything observed. */
  get heard(): string[] {
    return this.events.map((event) => (event.event === "state" ? event.state : event.event));
  }
}
