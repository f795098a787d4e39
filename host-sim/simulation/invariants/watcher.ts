import type { Ledger } from "../ledger.js";
import type { Occurrence } from "../occurrence.js";
import type { World } from "../world.js";

/** Hears everything that happens, in order. */
export type Watcher = (occurrence: Occurrence, at: number) => void;

export interface WatcherOptions {
  readonly world: World;
  /** As it was before the present occurrence. */
  readonly ledger: Ledger;
  /** The promise is broken; says how, with figures. The first one ends the run. */
  violate(message: string): void;
}

/** A promise of the product that must hold at every moment of every run. */
export interface Invariant {
  readonly name: string;
  /** The promise, as a sentence for people. */
  readonly rule: string;
  /** Begins to watch a run. */
  watch(options: WatcherOptions): Watcher;
}
