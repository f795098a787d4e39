import type { ConnectorEvent, ConnectorEventBody } from "./core/events.js";

/** Events kept for late watchers. */
const MAX_EVENTS = 1000;
/** Bytes of JSON kept, whatever the size of the values in them. */
const MAX_BYTES = 4 * 1024 * 1024;

/** Stamps events, passes them on, and remembers the newest within a bound of number and size. */
export class EventLog {
  readonly #listeners = new Set<(event: ConnectorEvent) => void>();
  readonly #kept: { readonly event: ConnectorEvent; readonly sizeBytes: number }[] = [];
  #keptBytes = 0;

  /** @param now milliseconds since 1970. */
  emit(now: number, body: ConnectorEventBody): void {
    const event: ConnectorEvent = { ...body, time: new Date(now).toISOString() };
    this.#keep(event);
    for (const listener of this.#listeners) listener(event);
  }

  /** What happened so far, oldest first, as far as it is kept. */
  history(): ConnectorEvent[] {
    return this.#kept.map(({ event }) => event);
  }

  /** Calls `listener` for every event from now on. @returns the function that ends it. */
  subscribe(listener: (event: ConnectorEvent) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  #keep(event: ConnectorEvent): void {
    const sizeBytes = approximateBytes(event);
    this.#kept.push({ event, sizeBytes });
    this.#keptBytes += sizeBytes;
    while (this.#kept.length > MAX_EVENTS || this.#keptBytes > MAX_BYTES) {
      this.#keptBytes -= this.#kept.shift()?.sizeBytes ?? 0;
    }
  }
}

/** Only a value or a payload can be large; the other fields together stay below the fixed part. */
function approximateBytes(event: ConnectorEvent): number {
  const fixed = 256;
  const large = "value" in event ? event.value : "payload" in event ? event.payload : "";
  return typeof large === "string" ? fixed + large.length : fixed;
}
