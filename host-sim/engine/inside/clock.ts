import { wallClock } from "./natives.js";

/**
 * Milliseconds since power-up. The host says the time with every command, so a computer whose clock is set while the
 * simulation runs disturbs no timer; within a turn the engine's own clock adds what has passed.
 */
let atCommand = 0;
let wallAtCommand = wallClock();

export function setTicks(ticks: number): void {
  atCommand = ticks;
  wallAtCommand = wallClock();
}

export function ticks(): number {
  return atCommand + Math.max(0, wallClock() - wallAtCommand);
}
