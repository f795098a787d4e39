import type { DeviceEvent } from "../../firmware/device/device-event.js";
import { Postman } from "../../firmware/device/postman.js";
import { ReplayPace } from "../../firmware/device/replay-pace.js";
import { MemoryOutbox } from "../../firmware/outbox/memory-outbox.js";
import { Timeline } from "../../firmware/outbox/timeline.js";
import type { ResourceDefinition } from "../../firmware/resources/definition.js";
import { ResourceSet, type ResourceSetOptions } from "../../firmware/resources/resource-set.js";
import type { Value } from "../../firmware/resources/value.js";
import { CommandStore } from "../../firmware/storage/command-store.js";
import { Secret } from "../../firmware/storage/secret.js";
import { FakeSession } from "./fake-adapter.js";
import { FakeFlash } from "./fake-flash.js";
import { fakeLog } from "./fake-log.js";
import { VirtualTime } from "./virtual-time.js";

const table: Record<string, ResourceDefinition> = {
  t: { format: "number", source: "s.t", report: { intervalSeconds: 1 } },
  led: { format: "boolean", settable: true, initial: false, persist: false },
  level: { format: "number", settable: true, initial: 5, range: [0, 10], persist: false },
};
/** With a resource whose value is kept over a restart. */
const lastingTable: Record<string, ResourceDefinition> = {
  ...table,
  mode: { format: "string", settable: true, initial: "loud", maxLength: 10 },
};

/** A postman with a small model, whose sessions, flash and time a test holds in its hands. */
export class Office {
  readonly time = new VirtualTime();
  readonly events: DeviceEvent[] = [];
  readonly reports: Readonly<Record<string, unknown>>[] = [];
  readonly commands: FakeFlash;
  readonly lines: string[];
  readonly outbox: MemoryOutbox;
  readonly resources: ResourceSet;
  readonly postman: Postman;

  /** `kept` is what flash holds; with it the device has `mode`. `more` are further options of its resources. */
  constructor(
    capacity = 100,
    kept?: Map<string, Value>,
    more: Partial<ResourceSetOptions> = {},
    commands = new FakeFlash(),
  ) {
    this.commands = commands;
    const { log, lines } = fakeLog();
    this.lines = lines;
    const keeper = {
      read: (alias: string) => kept?.get(alias),
      write: (alias: string, value: Value) => void kept?.set(alias, value),
    };
    const definitions = new Map(Object.entries(kept === undefined ? table : lastingTable));
    this.resources = new ResourceSet({ definitions, outputs: {}, keeper, log, ...more });
    const { time } = this;
    const uptime = (): number => time.uptime();
    const drop = "oldest";
    const timeline = new Timeline({ clock: time });
    const priorityOf = (): number => 0;
    this.outbox = new MemoryOutbox({ capacity, timeline, drop, priorityOf, uptime, hold: 0 });
    this.postman = new Postman({
      outbox: this.outbox,
      resources: this.resources,
      commands: new CommandStore({ domain: this.commands }),
      pace: new ReplayPace({ uptime, random: () => 0, jitter: 0, rate: 0 }),
      clock: time,
      log,
      events: "events",
      observe: (event) => this.events.push(event),
      report: (kind, details) => this.reports.push({ kind, ...details }),
    });
    this.postman.timeKnown();
  }

  /** Opens a session and lets it listen as long as it wants. */
  openAndListen(settings: { room?: number; longest?: number } = {}): FakeSession {
    const session = this.open(settings);
    this.listen();
    return session;
  }

  listen(): void {
    this.time.advance(1000);
    this.postman.deliver();
  }

  /** Opens a session in which the cloud acknowledges nothing by itself. */
  open(settings: { room?: number; longest?: number } = {}): FakeSession {
    const session = new FakeSession(new Secret("").reveal(), {
      onOpen: () => undefined,
      onRoom: () => this.postman.deliver(),
      onAcknowledged: (batch) => this.postman.acknowledged(batch),
      onWrite: (alias, payload, stamp) => this.postman.written(alias, payload, stamp),
      onContents: () => undefined,
      onClosed: () => this.postman.close(),
    });
    session.room = settings.room ?? Infinity;
    session.longest = settings.longest ?? 1;
    this.postman.open(session);
    return session;
  }

  heard(event: DeviceEvent["event"]): DeviceEvent[] {
    return this.events.filter((each) => each.event === event);
  }
}
