import { printed } from "./secret-watch.js";

/** Something that happened, of a device or of the Connector. */
export interface Recorded {
  readonly event: string;
  readonly [property: string]: unknown;
}

/** Longest wait for an event, milliseconds: far more than any takes on a busy machine, far less than a stuck test run. */
const patience = 45_000;

interface Waiter {
  readonly name: string;
  readonly wanted: Readonly<Record<string, unknown>>;
  resolve(event: Recorded): void;
}

/**
 * Keeps events in order and lets a test await one. Each await goes on behind the event that the last one found, so a
 * story is told in its order; an event that does not come fails the test with everything that did.
 */
export class EventRecord {
  readonly all: Recorded[] = [];
  #position = 0;
  #waiters: Waiter[] = [];

  readonly add = (event: Recorded): void => {
    printed(`event ${event.event}`, JSON.stringify(event));
    this.all.push(event);
    const [waiter] = this.#waiters;
    if (waiter === undefined || !matches(event, waiter.name, waiter.wanted)) return;
    this.#position = this.all.length;
    this.#waiters.shift();
    waiter.resolve(event);
  };

  /** The next event of that name with those properties; a property given as a RegExp is matched as text. */
  async next(name: string, wanted: Readonly<Record<string, unknown>> = {}): Promise<Recorded> {
    for (let i = this.#position; i < this.all.length; i++) {
      const event = this.all[i];
      if (event === undefined || !matches(event, name, wanted)) continue;
      this.#position = i + 1;
      return event;
    }
    this.#position = this.all.length;
    let timer: NodeJS.Timeout | undefined;
    try {
      return await new Promise<Recorded>((resolve, reject) => {
        this.#waiters.push({ name, wanted, resolve });
        timer = setTimeout(() => reject(new Error(this.#account(name, wanted))), patience);
      });
    } finally {
      clearTimeout(timer);
    }
  }

  /** How many events of that name and with those properties there were. */
  count(name: string, wanted: Readonly<Record<string, unknown>> = {}): number {
    return this.all.filter((event) => matches(event, name, wanted)).length;
  }

  #account(name: string, wanted: Readonly<Record<string, unknown>>): string {
    const seen = this.all.slice(-30).map((event) => JSON.stringify(event));
    return `no event ${name} ${shown(wanted)} within ${patience} ms; the last ones were:\n${seen.join("\n")}`;
  }
}

function matches(event: Recorded, name: string, wanted: Readonly<Record<string, unknown>>): boolean {
  if (event.event !== name) return false;
  return Object.entries(wanted).every(([property, value]) =>
    value instanceof RegExp ? value.test(String(event[property])) : event[property] === value,
  );
}

function shown(wanted: Readonly<Record<string, unknown>>): string {
  return JSON.stringify(wanted, (_, value: unknown) => (value instanceof RegExp ? String(value) : value));
}
