import type { Spread } from "../figure.js";

/** One row of servers side by side. */
export interface Comparison {
  readonly name: string;
  readonly unit: string;
  /** By the server's name; one that has nothing of the kind is not there. */
  readonly values: Readonly<Record<string, Spread>>;
}
