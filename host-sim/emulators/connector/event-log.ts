import type { ConnectorEvent, ConnectorEventBody } from "./core/events.js";
import { Fifo } from "./fifo.js";

/** Events kept for late watchers. */
const MAX_EVENTS = 1000;
/** Bytes of JSON kept, whatever the size of the values in them. */
const MAX_BYTES = 4 * 1024 * 1024;

interface Kept {
  /** Milliseconds since 1970. */
  readonly now: number;
  readonly body: ConnectorEventBody;
  readonly sizeBytes: number;
}

/** Stamps events, passes them on, and remembers the newest within a bound of number and size. */
export class EventLog {
  readonly #listeners = new Set<(event: ConnectorEvent) => void>();
  readonly #kept = new Fifo<Kept>();
  #keptBytes = 0;

  /** @param now milliseconds since 1970. */
  emit(now: number, body: ConnectorEventBody): void {
    this.#keep(now, body);
    // A date in words costs more than all the rest of an event: only for those who want to read it.
    if (this.#listeners.size === 0) return;
    const event = stamped(body, now);
    for (const listener of this.#listeners) listener(event);
  }

  /** What happened so far, oldest first, as far as it is kept. */
  history(): ConnectorEvent[] {
    return this.#kept.toArray().map(({ body, now }) => stamped(body, now));
  }

  /** Calls `listener` for every event from now on. @returns the function that ends it. */
  subscribe(listener: (event: ConnectorEvent) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  #keep(now: number, body: ConnectorEventBody): void {
    const sizeBytes = approximateBytes(body);
    this.#kept.push({ now, body, sizeBytes });
    this.#keptBytes += sizeBytes;
    while (this.#kept.length > MAX_EVENTS || this.#keptBytes > MAX_BYTES) {
      this.#keptBytes -= this.#kept.shift()?.sizeBytes ?? 0;
    }
  }
}

/** Only a value or a payload can be large; the other fields together stay below the fixed part. */
function approximateBytes(event: ConnectorEventBody): number {
  const fixed = 256;
  const large = "value" in event ? event.value : "payload" in event ? event.payload : "";
  return typeof large === "string" ? fixed + large.length : fixed;
}

function stamped(body: ConnectorEventBody, now: number): ConnectorEvent {
  return { ...body, time: new Date(now).toISOString() };
}
