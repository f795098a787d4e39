import type {
  ConnectorEvent,
  ConnectorEventName,
  PacketNote,
  ResourceDefinition,
  ResourceReading,
  RunningConnector,
} from "../emulators/connector/index.js";
import type { Feed } from "./feed.js";
import { noteFor } from "./note-words.js";
import { messageFor } from "./packet-words.js";
import type { ResourceView } from "./protocol.js";

/** Events that may concern the device although they do not name it: nobody had logged in yet. */
const nameless: readonly ConnectorEventName[] = ["refused", "fault", "malformed"];

export interface CloudWatchOptions {
  readonly connector: Pick<RunningConnector, "read" | "watch">;
  readonly device: string;
  readonly definitions: readonly ResourceDefinition[];
  readonly feed: Feed;
  /** A fault came, struck or went. */
  readonly onFault: () => void;
}

/** Follows the Connector into the feed: messages, samples for the charts, and what it holds of the device's resources. */
export class CloudWatch {
  readonly #options: CloudWatchOptions;
  readonly #stop = new AbortController();
  #isReadPlanned = false;

  constructor(options: CloudWatchOptions) {
    this.#options = options;
  }

  /** Resolves when `close` was called or the Connector has closed. */
  async run(): Promise<void> {
    await this.#read();
    for await (const event of this.#options.connector.watch({ signal: this.#stop.signal })) this.#hear(event);
  }

  /** Takes a packet that passes now. Before its login nobody knows whose connection it is. */
  hearPacket(note: PacketNote): void {
    const { feed, device } = this.#options;
    if (note.device === undefined || note.device === device)
      feed.add("messages", messageFor(note, Date.now()));
  }

  close(): void {
    this.#stop.abort();
  }

  #hear(event: ConnectorEvent): void {
    const { feed, device } = this.#options;
    if ("device" in event ? event.device !== device : !nameless.includes(event.event)) return;
    if (event.event === "fault") this.#options.onFault();
    const note = noteFor(event);
    if (note !== undefined) feed.add("messages", note);
    if (event.event === "reported" && typeof event.value !== "string") {
      const { resource, timestamp, value } = event;
      // A Connector whose clock is ahead stamps the future, and a chart would forget the present for it.
      const time = Math.min(timestamp / 1000, Date.now());
      feed.add("samples", { resource, time, value: Number(value) });
    }
    this.#planRead();
  }

  /** One look for everything that happened in this turn. */
  #planRead(): void {
    if (this.#isReadPlanned) return;
    this.#isReadPlanned = true;
    setImmediate(() => {
      this.#isReadPlanned = false;
      void this.#read();
    });
  }

  async #read(): Promise<void> {
    const { connector, device, definitions, feed } = this.#options;
    let readings: readonly ResourceReading[] = [];
    try {
      readings = await connector.read(device);
    } catch {
      // The Connector does not know the device yet, or no longer: then it holds nothing of it.
    }
    const byAlias = new Map(readings.map((reading) => [reading.resource, reading]));
    feed.set(
      "resources",
      definitions.map((definition) => viewOf(definition, byAlias.get(definition.alias))),
    );
  }
}

function viewOf(definition: ResourceDefinition, reading: ResourceReading | undefined): ResourceView {
  const { alias, format, unit, settable, allowed } = definition;
  const range = allowed?.map(rangeIn).find((found) => found !== undefined);
  return {
    resource: alias,
    format,
    unit: unit ?? null,
    settable: settable ?? false,
    ...(range === undefined ? {} : { range }),
    ...(allowed === undefined || range !== undefined ? {} : { allowed }),
    reported: reading?.reported ?? null,
    set: reading?.set ?? null,
    pending: reading?.pending ?? false,
    time: reading?.timestamp == null ? null : reading.timestamp / 1000,
  };
}

/** CN-MOD-1 writes a range as "1-3600". */
function rangeIn(entry: unknown): readonly [number, number] | undefined {
  const match = typeof entry === "string" ? /^(-?[\d.]+)-(-?[\d.]+)$/.exec(entry) : null;
  return match === null ? undefined : [Number(match[1]), Number(match[2])];
}
