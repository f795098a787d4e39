/** Somebody who has bytes that may leave together with what others have. */
export interface Departing {
  depart(): void;
}

/**
 * Calls everybody who asked once all that arrived in this turn of the event loop was looked at.
 *
 * A client that gets its answer while the next one's packet is still being read falls asleep again between any two
 * answers, and waking it costs the sender as much as the answer itself. Answers that leave in a row find it awake.
 */
export class TurnEnd {
  readonly #departing: Departing[] = [];

  /** @param departing who may ask more than once and then is called as often. */
  add(departing: Departing): void {
    if (this.#departing.push(departing) === 1) setImmediate(() => this.#leave());
  }

  #leave(): void {
    for (const departing of this.#departing.splice(0)) departing.depart();
  }
}
