import type { RandomStream } from "../random-stream.js";
import type { World } from "../world.js";

/** A fault with everything about it drawn. */
export interface DrawnFault {
  /** What happens, in a few words with the figures drawn. */
  readonly words: string;
  /** Milliseconds; 0 for what happens in a moment. */
  readonly duration: number;
  /** Makes it happen. @returns what is done when its time is over. */
  begin(world: World): (() => void) | undefined;
}

/** One thing that goes wrong in the field. */
export interface FaultKind {
  readonly name: string;
  /** The failure in the field that it stands for. */
  readonly story: string;
  /** How often it is drawn, in proportion to the others. */
  readonly weight: number;
  draw(random: RandomStream): DrawnFault;
}

export const second = 1000;
export const minute = 60 * second;
export const hour = 60 * minute;
export const day = 24 * hour;

/** A duration for people: the two largest units of it. */
export function spelled(milliseconds: number): string {
  const units: readonly (readonly [number, string])[] = [
    [day, "d"],
    [hour, "h"],
    [minute, "min"],
    [second, "s"],
    [1, "ms"],
  ];
  let rest = Math.round(Math.abs(milliseconds));
  const parts: string[] = [];
  for (const [length, name] of units) {
    const count = Math.floor(rest / length);
    rest -= count * length;
    if (count > 0 && parts.length < 2) parts.push(`${count} ${name}`);
  }
  const text = parts.length === 0 ? "0 s" : parts.join(" ");
  return milliseconds < 0 ? `-${text}` : text;
}
