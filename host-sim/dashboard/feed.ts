import type { FactName, Facts, ListName, Lists } from "./protocol.js";

/** One piece of news. */
export type News =
  | { readonly event: "fact"; readonly data: { readonly name: FactName; readonly value: unknown } }
  | {
      readonly event: "entries";
      readonly data: { readonly list: ListName; readonly entries: readonly unknown[] };
    }
  | { readonly event: "end"; readonly data: Readonly<Record<string, never>> };

/** Entries kept for pages that are opened later. */
const kept: Readonly<Record<ListName, number>> = Object.freeze({ samples: 8000, log: 500, messages: 1500 });

/** All that the page shows: the newest facts and the newest entries of each list. */
export class Feed {
  readonly #facts = new Map<FactName, unknown>();
  readonly #lists: { readonly [L in ListName]: Lists[L][] } = { samples: [], log: [], messages: [] };
  readonly #listeners = new Set<(news: News) => void>();
  #ended = false;

  /** A fact that says nothing new is not told. */
  set<Name extends FactName>(name: Name, value: Facts[Name]): void {
    if (JSON.stringify(this.#facts.get(name)) === JSON.stringify(value)) return;
    this.#facts.set(name, value);
    this.#tell({ event: "fact", data: { name, value } });
  }

  get<Name extends FactName>(name: Name): Facts[Name] | undefined {
    return this.#facts.get(name) as Facts[Name] | undefined;
  }

  add<Name extends ListName>(list: Name, entry: Lists[Name]): void {
    const entries: Lists[Name][] = this.#lists[list];
    entries.push(entry);
    if (entries.length > kept[list]) entries.shift();
    this.#tell({ event: "entries", data: { list, entries: [entry] } });
  }

  /** Tells the listener all there is, then what comes. @returns the function that ends it. */
  subscribe(listener: (news: News) => void): () => void {
    for (const [name, value] of this.#facts) listener({ event: "fact", data: { name, value } });
    for (const list of Object.keys(kept) as ListName[]) {
      listener({ event: "entries", data: { list, entries: this.#lists[list] } });
    }
    if (this.#ended) listener({ event: "end", data: {} });
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** The simulation is over; nothing comes after this. */
  end(): void {
    if (this.#ended) return;
    this.#tell({ event: "end", data: {} });
    this.#ended = true;
  }

  #tell(news: News): void {
    if (this.#ended) return;
    for (const listener of this.#listeners) listener(news);
  }
}
