/** First in, first out; nothing in it is moved for each that leaves, as an array's `shift` would. */
export class Fifo<Item> {
  /** Those before `#first` have left. */
  readonly #items: (Item | undefined)[] = [];
  #first = 0;

  get length(): number {
    return this.#items.length - this.#first;
  }

  push(item: Item): void {
    this.#items.push(item);
  }

  /** The oldest one, which leaves; undefined where there is none. */
  shift(): Item | undefined {
    const item = this.#items[this.#first];
    if (this.length === 0) return undefined;
    this.#items[this.#first] = undefined;
    this.#first += 1;
    // Half of it has left: what stays moves once, and so no more often than it came in.
    if (this.#first > this.#items.length / 2) {
      this.#items.splice(0, this.#first);
      this.#first = 0;
    }
    return item;
  }

  /** Oldest first. */
  toArray(): Item[] {
    return this.#items.slice(this.#first) as Item[];
  }
}
