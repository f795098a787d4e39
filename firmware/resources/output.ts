import type { Value } from "./value.js";

/** Something the device can move: a lamp, a relay. Gets only values that the model accepted. */
export interface Output {
  write(value: Value): void;
}

export type OutputTable = Readonly<Record<string, Output>>;
