import type { RandomStream } from "../random-stream.js";

/** What one connection is told of the link below it. */
export interface LinkUser {
  /** What was held back may go on. */
  onLinkUp(): void;
  /** Whoever kept the state of this connection on the way has lost it: what is sent from now on arrives nowhere. */
  forget(): void;
  /** Both ends are told that the connection is over. */
  reset(): void;
}

/** The way between the device and the cloud: up or down, near or far, and whether names can be resolved over it. */
export class Link {
  /** Added to the way in each direction, milliseconds. */
  extraLatency = 0;
  readonly users = new Set<LinkUser>();
  #random: RandomStream;
  #listeners = new Set<(isUp: boolean) => void>();
  /** Faults that hold the link down; several may at once. */
  #holds = 0;
  /** Faults that keep the resolver from answering. */
  #silences = 0;

  constructor(random: RandomStream) {
    this.#random = random;
  }

  get isUp(): boolean {
    return this.#holds === 0;
  }

  /** How long bytes take in one direction this time, milliseconds. */
  latency(): number {
    return 20 + this.extraLatency + this.#random.integer(0, 20);
  }

  /** Whether names can be resolved. */
  get resolves(): boolean {
    return this.isUp && this.#silences === 0;
  }

  /** Silences the resolver until the returned function is called. */
  stopResolving(): () => void {
    this.#silences += 1;
    return () => {
      this.#silences -= 1;
    };
  }

  /** Takes the link down until the returned function is called. */
  takeDown(): () => void {
    this.#holds += 1;
    if (this.#holds === 1) this.#tell();
    return () => {
      this.#holds -= 1;
      if (this.isUp) this.#tell();
    };
  }

  /** Calls `listener` after every change. @returns the function that ends it. */
  listen(listener: (isUp: boolean) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  #tell(): void {
    for (const listener of [...this.#listeners]) listener(this.isUp);
    if (this.isUp) for (const user of [...this.users]) user.onLinkUp();
  }
}
