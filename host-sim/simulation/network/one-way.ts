import type { WorldTime } from "../world-time.js";
import type { Link } from "./link.js";

/** One direction of a connection: bytes arrive in order, later; while the link is down they wait, as TCP's sender would keep them. */
export class OneWay {
  #time: WorldTime;
  #link: Link;
  #deliver: (bytes: Uint8Array) => void;
  #lastArrival = 0;
  /** Written at one moment: leaves together. */
  #departing: { readonly at: number; readonly parts: Uint8Array[] } | undefined;
  #held: Uint8Array[] = [];

  constructor(options: { time: WorldTime; link: Link; deliver: (bytes: Uint8Array) => void }) {
    this.#time = options.time;
    this.#link = options.link;
    this.#deliver = options.deliver;
  }

  send(bytes: Uint8Array): void {
    const departing = this.#departing;
    if (departing !== undefined && departing.at === this.#time.now) {
      departing.parts.push(bytes);
      return;
    }
    const parts = [bytes];
    this.#departing = { at: this.#time.now, parts };
    this.#time.at(this.#arrival(), () => this.#arrive(joined(parts)));
  }

  /** Calls `then` behind everything that was sent before; not at all where the link is down by then. */
  behind(then: () => void): void {
    this.#departing = undefined;
    this.#time.at(this.#arrival(), () => {
      if (this.#held.length === 0 && this.#link.isUp) then();
    });
  }

  /** The link is up again. */
  resume(): void {
    if (this.#held.length > 0) this.#time.at(this.#arrival(), () => this.#flush());
  }

  #arrival(): number {
    this.#lastArrival = Math.max(this.#lastArrival, this.#time.now + this.#link.latency());
    return this.#lastArrival;
  }

  #arrive(bytes: Uint8Array): void {
    if (this.#link.isUp && this.#held.length === 0) this.#deliver(bytes);
    else this.#held.push(bytes);
  }

  #flush(): void {
    if (!this.#link.isUp) return;
    for (const bytes of this.#held.splice(0)) this.#deliver(bytes);
  }
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  const [first] = parts;
  return parts.length === 1 && first !== undefined ? first : Buffer.concat(parts);
}
