import { hour, minute } from "./faults/fault.js";

/**
 * How long the device may take to be well again once nothing is wrong any more, milliseconds: online, with nothing left to tell the cloud but
 * what was measured since. The sum of what it may be waiting for in the worst case, by the settings it has as it leaves the factory:
 *
 * - it was refused and waits at the slow pace, up to `refusedMostMilliseconds`, 1 h;
 * - then a try begins that fails for what the fault left behind, and it waits once more, 1 h at most where that was a refusal too;
 * - a connection that nothing passes through any more is found out by its keep-alive, 1.5 × 20 min;
 * - connecting, activation and logging in, each within its timeout, and the replay of what was kept.
 */
export const recoveryTime = 2 * hour + 30 * minute + 15 * minute;
