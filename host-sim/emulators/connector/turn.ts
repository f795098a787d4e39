/** An end of a connection that takes part in the turns of the event loop. */
export interface Attendant {
  /** Looks at bytes that arrived. */
  arrive(bytes: Uint8Array): void;
  /** Writes what waits to leave. */
  depart(): void;
}

/** Bytes of all connections that may wait to be looked at; beyond, that is done at once. */
const MAX_ARRIVED_BYTES = 1024 * 1024;

/**
 * One turn of the event loop after the other. What arrives in it is looked at when all sockets were read, and the
 * answers leave when all of it was looked at.
 *
 * Reading, judging and writing in turns for each connection has two costs. The way through the system's network code
 * and back puts the emulator's own code out of the processor's caches each time. And a client that gets its answer
 * while the next one's packet is still being read falls asleep again between any two answers: waking it costs the
 * sender as much as the answer itself. Answers that leave in a row find it awake.
 */
export class Turn {
  #arrivals: { readonly attendant: Attendant; readonly bytes: Uint8Array }[] = [];
  #arrivedBytes = 0;
  #departures: Attendant[] = [];
  #isOver = true;

  /** Hands `bytes` to the attendant before the turn is over. */
  arrived(attendant: Attendant, bytes: Uint8Array): void {
    this.#begin();
    this.#arrivals.push({ attendant, bytes });
    this.#arrivedBytes += bytes.length;
    if (this.#arrivedBytes > MAX_ARRIVED_BYTES) this.look();
  }

  /** Lets the attendant depart at the end of the turn, as often as it asked. */
  departing(attendant: Attendant): void {
    this.#begin();
    this.#departures.push(attendant);
  }

  /** Hands over at once what arrived so far. */
  look(): void {
    const arrivals = this.#arrivals;
    this.#arrivals = [];
    this.#arrivedBytes = 0;
    for (const { attendant, bytes } of arrivals) attendant.arrive(bytes);
  }

  #begin(): void {
    if (!this.#isOver) return;
    this.#isOver = false;
    // Immediates come when all sockets that had something were read.
    setImmediate(() => this.#end());
  }

  #end(): void {
    this.look();
    this.#isOver = true;
    const departures = this.#departures;
    this.#departures = [];
    for (const attendant of departures) attendant.depart();
  }
}
