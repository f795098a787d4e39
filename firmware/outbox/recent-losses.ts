import type { Loss } from "./outbox.js";

/** Resources that are counted apart; more of them are counted together. */
const mostCounted = 16;
const others = "$others";

/** Counts in memory what is given up, by resource, until it has been told. */
export class RecentLosses {
  #counts = new Map<string, Loss>();

  get all(): readonly Loss[] {
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
  }

  settle({ resource }: Loss): void {
    this.#counts.delete(resource);
  }
}
