/** Something that will happen; only good for `cancel`. */
export interface Planned {
  /** Milliseconds since the simulation began. */
  readonly at: number;
  readonly order: number;
  run: (() => void) | undefined;
}

/**
 * The one clock of a simulation: a heap of what will happen, in milliseconds since it began. Things planned for the same moment happen in
 * the order in which they were planned, so that a run depends on nothing but its seed.
 */
export class WorldTime {
  #heap: Planned[] = [];
  #now: number;
  #order = 0;
  #turn = 0;
  #stopped = false;

  /** Begins at `start`, milliseconds. */
  constructor(start = 0) {
    this.#now = start;
  }

  get now(): number {
    return this.#now;
  }

  /** Counts what has happened: one callback of the firmware is one turn, however long it takes. */
  get turn(): number {
    return this.#turn;
  }

  /** Things planned and not yet done, cancelled ones among them until their time comes. */
  get pending(): number {
    return this.#heap.length;
  }

  /** A moment that has passed counts as the present. */
  at(time: number, run: () => void): Planned {
    const planned: Planned = { at: Math.max(time, this.#now), order: this.#order++, run };
    this.#push(planned);
    return planned;
  }

  after(delay: number, run: () => void): Planned {
    return this.at(this.#now + delay, run);
  }

  cancel(planned: Planned | undefined): void {
    if (planned !== undefined) planned.run = undefined;
  }

  /** Somebody computes or waits for that long, milliseconds; what was due meanwhile happens late, as on a busy processor. */
  spend(duration: number): void {
    this.#now += duration;
  }

  /** Ends `runUntil` after what happens now. */
  stop(): void {
    this.#stopped = true;
  }

  /** Lets everything happen that is due until `end`, or until `stop`. */
  runUntil(end: number): void {
    for (let next = this.#heap[0]; !this.#stopped && next !== undefined; next = this.#heap[0]) {
      if (next.at > end) break;
      this.#pop();
      const { run } = next;
      if (run === undefined) continue;
      if (next.at > this.#now) this.#now = next.at;
      this.#turn += 1;
      run();
    }
    if (!this.#stopped && this.#now < end) this.#now = end;
  }

  #push(planned: Planned): void {
    const heap = this.#heap;
    let place = heap.length;
    heap.push(planned);
    while (place > 0) {
      const above = (place - 1) >> 1;
      const parent = heap[above] as Planned;
      if (!isBefore(planned, parent)) break;
      heap[place] = parent;
      place = above;
    }
    heap[place] = planned;
  }

  /** Removes the first. */
  #pop(): void {
    const heap = this.#heap;
    const last = heap.pop();
    if (last === undefined || heap.length === 0) return;
    let place = 0;
    for (let child = 1; child < heap.length; child = 2 * place + 1) {
      const right = heap[child + 1];
      if (right !== undefined && isBefore(right, heap[child] as Planned)) child += 1;
      const candidate = heap[child] as Planned;
      if (!isBefore(candidate, last)) break;
      heap[place] = candidate;
      place = child;
    }
    heap[place] = last;
  }
}

function isBefore(one: Planned, other: Planned): boolean {
  return one.at < other.at || (one.at === other.at && one.order < other.order);
}
