/**
 * Chance, drawn from the seed. Every part of a simulation has a stream of its own, told apart by name: leaving a fault out changes
 * nothing in what the others draw, which is what makes a failing run shrinkable.
 */
export class RandomStream {
  #state: Uint32Array;

  constructor(seed: number, name: string) {
    this.#state = new Uint32Array(4);
    // A small avalanche over seed and name (the finalizer of MurmurHash3), so that neighbouring seeds have nothing in common.
    let hash = seed >>> 0;
    for (const character of name) hash = mix(hash ^ (character.codePointAt(0) ?? 0));
    for (let place = 0; place < 4; place++) {
      hash = mix((hash + 0x9e3779b9) >>> 0);
      this.#state[place] = hash;
    }
  }

  /** 0 (inclusive) to 1 (exclusive). */
  real(): number {
    return this.#next() / 0x1_0000_0000;
  }

  /** Whole, both ends inclusive. */
  integer(least: number, most: number): number {
    return least + Math.floor(this.real() * (most - least + 1));
  }

  chance(probability: number): boolean {
    return this.real() < probability;
  }

  pick<Item>(items: readonly Item[]): Item {
    const item = items[this.integer(0, items.length - 1)];
    if (item === undefined) throw new RangeError("nothing to pick from");
    return item;
  }

  /** One of them, the heavier the more often. */
  weighted<Item extends { readonly weight: number }>(items: readonly Item[]): Item {
    let place = this.real() * items.reduce((sum, { weight }) => sum + weight, 0);
    for (const item of items) {
      place -= item.weight;
      if (place < 0) return item;
    }
    return this.pick(items);
  }

  /** Spread evenly over the orders of magnitude: as often between 1 and 10 as between 10 and 100. */
  scale(least: number, most: number): number {
    return Math.round(least * (most / least) ** this.real());
  }

  bytes(count: number): Uint8Array<ArrayBuffer> {
    return Uint8Array.from({ length: count }, () => this.integer(0, 255));
  }

  /** xoshiro128** (Blackman and Vigna 2018). */
  #next(): number {
    const state = this.#state;
    const [a = 0, b = 0, c = 0, d = 0] = state;
    const result = Math.imul(rotate(Math.imul(b, 5), 7), 9) >>> 0;
    const third = c ^ a;
    const fourth = d ^ b;
    state[0] = a ^ fourth;
    state[1] = b ^ third;
    state[2] = third ^ (b << 9);
    state[3] = rotate(fourth, 11);
    return result;
  }
}

function rotate(value: number, count: number): number {
  return (value << count) | (value >>> (32 - count));
}

function mix(value: number): number {
  let hash = value;
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}
