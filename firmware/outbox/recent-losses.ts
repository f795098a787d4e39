import type { Loss } from "./outbox.js";

/** Resources that are counted apart; more of them are counted together. */
const mostCounted = 16;
const others = "$others";

/** Counts in memory what is given up, by resource, until it has been told. */
export class RecentLosses {
  #counts = new Map<string, Loss>();
  /** The first moment of what was counted since the counts were shown. */
  #since = new Map<string, number | undefined>();

  /** Everything that is counted, to be told now. What is counted from here on will be a loss of its own. */
  show(): readonly Loss[] {
    this.#since.clear();
    return [...this.#counts.values()];
  }

  /** `moment` is when the reading was taken, milliseconds since 1970; undefined where nobody knows. */
  add(resource: string, moment: number | undefined): void {
    const name = this.#counts.has(resource) || this.#counts.size < mostCounted ? resource : others;
    const known = this.#counts.get(name);
    this.#counts.set(name, {
      resource: name,
      count: (known?.count ?? 0) + 1,
      from: known === undefined ? moment : known.from,
      to: moment ?? known?.to,
    });
    if (!this.#since.has(name)) this.#since.set(name, moment);
  }

  /** So many were told. More were given up meanwhile where the word of it took the place of another reading. */
  settle({ resource, count }: Loss): void {
    const known = this.#counts.get(resource);
    if (known === undefined || known.count <= count) this.#counts.delete(resource);
    else
      this.#counts.set(resource, {
        ...known,
        count: known.count - count,
        from: this.#since.get(resource),
      });
  }
}
