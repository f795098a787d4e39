import { Absence } from "../../firmware/device/absence.js";
import { BackOff } from "../../firmware/device/back-off.js";
import { ContentList } from "../../firmware/device/content-list.js";
import { Device, type DeviceOptions } from "../../firmware/device/device.js";
import type { DeviceEvent } from "../../firmware/device/device-event.js";
import { DeviceReports } from "../../firmware/device/device-reports.js";
import { Outage } from "../../firmware/device/outage.js";
import { Postman } from "../../firmware/device/postman.js";
import { Recovery } from "../../firmware/device/recovery.js";
import { ReplayPace } from "../../firmware/device/replay-pace.js";
import { RunRecord } from "../../firmware/device/run-record.js";
import { TimeKeeper } from "../../firmware/device/time-keeper.js";
import { MemoryOutbox } from "../../firmware/outbox/memory-outbox.js";
import { Timeline } from "../../firmware/outbox/timeline.js";
import type { ResourceDefinition } from "../../firmware/resources/definition.js";
import { ResourceSet } from "../../firmware/resources/resource-set.js";
import { CommandStore } from "../../firmware/storage/command-store.js";
import { CredentialStore } from "../../firmware/storage/credential-store.js";
import { OutageStore } from "../../firmware/storage/outage-store.js";
import { Secret } from "../../firmware/storage/secret.js";
import { ValueStore } from "../../firmware/storage/value-store.js";
import { FakeAdapter } from "./fake-adapter.js";
import { FakeFlash } from "./fake-flash.js";
import { fakeLog } from "./fake-log.js";
import { FakeNetwork } from "./fake-network.js";
import { FakeRestarts } from "./fake-restarts.js";
import { VirtualTime } from "./virtual-time.js";

export const account = { host: "c1.m2.localhost", device: "dev-1" };
export const token = "abcdefghijklmnopqrstuvwxyz0123456789ABCD";

/** First waits of the two paces, milliseconds; without jitter, so that tests can name the moment. */
export const pace = { normal: 1000, slow: 60_000 };

/** Silence before the network and the chip are restarted, milliseconds. */
export const recovering = { network: 600_000, restart: 3_600_000 };
const day = 86_400_000;

/** The device lets the anonymous connection go for this long before it logs in, milliseconds. */
export const handOver = 100;

/** A device whose cloud, flash and time a test holds in its hands. */
export class Bench {
  readonly time = new VirtualTime();
  readonly adapter = new FakeAdapter();
  readonly flash: FakeFlash;
  readonly events: DeviceEvent[] = [];
  readonly lines: string[];
  readonly outbox: MemoryOutbox;
  readonly device: Device;
  readonly contents: ContentList;
  readonly network = new FakeNetwork();
  readonly restarts: FakeRestarts;
  readonly reports: DeviceReports;
  /** Brings the link up, as often as it is called. */
  readonly linkUp = (): void => this.network.up();

  /** `flash` is what was left by the device before a restart. */
  constructor(flash = new FakeFlash(), options: Partial<DeviceOptions> = {}, restarts = new FakeRestarts()) {
    this.flash = flash;
    this.restarts = restarts;
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
    const uptime = (): number => this.time.uptime();
    this.outbox = new MemoryOutbox({
      capacity: 10,
      timeline: new Timeline({ clock: this.time }),
      drop: "oldest",
      priorityOf: () => 0,
      uptime,
      hold: 600_000,
    });
    const postman = new Postman({
      outbox: this.outbox,
      resources,
      commands: new CommandStore({ domain: new FakeFlash() }),
      pace: new ReplayPace({ uptime, random: () => 0, jitter: 0, rate: 0 }),
      clock: this.time,
      log,
      events: "events",
      observe,
      report: (kind, details) => this.reports.report(kind, details),
    });
    this.contents = new ContentList({ Timer: this.time, timeout: 20_000, log });
    const random = (): number => 1;
    const clock = options.clock ?? this.time;
    const run = new RunRecord(restarts);
    this.reports = new DeviceReports({
      resource: "events",
      clock,
      log,
      observe,
      post: (resource, value, uptime) => postman.reading(resource, value, uptime),
    });
    const keeper = new TimeKeeper({
      clock,
      Timer: this.time,
      log,
      random: () => 1,
      longest: day,
      onAnswer: (answered) => {
        if (answered) postman.timeKnown();
        absence.timeServer(answered);
      },
    });
    const outageStore = new OutageStore({ domain: flash, log });
    const absence = new Absence({
      clock,
      network: this.network,
      outage: new Outage({ clock, isTimeKnown: () => keeper.known, store: outageStore }),
      recovery: new Recovery({
        clock,
        networkAfter: recovering.network,
        restartAfter: recovering.restart,
        recoveries: run.recoveries,
        hasReached: run.hasReached,
      }),
      run,
      reports: this.reports,
      log,
    });
    this.device = new Device({
      id: account.device,
      Timer: this.time,
      clock: this.time,
      log,
      observe,
      random: () => 0.5,
      network: this.network,
      seedTLS: () => undefined,
      time: keeper,
      absence,
      reports: this.reports,
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
