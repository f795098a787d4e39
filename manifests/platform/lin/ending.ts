import type { RestartReason } from "../../../firmware/ports/restarts.js";

/** How a run of a simulated device ended, for the next one. */
export interface Ending {
  readonly reason: RestartReason;
  readonly memo?: string;
}

/** Those that a process can leave word of. */
const reasons = Object.freeze(["software", "abort"] as const);

/** The ending that a text tells. None is a power-on, and so is a text that was damaged, as words in a chip's memory would be. */
export function endingIn(text: string | undefined): Ending {
  try {
    const { reason: word, memo } = JSON.parse(text ?? "") as Partial<Record<keyof Ending, unknown>>;
    const reason = reasons.find((each) => each === word);
    if (reason !== undefined) return typeof memo === "string" ? { reason, memo } : { reason };
  } catch {
    // Cut short or overwritten: the same as none.
  }
  return { reason: "power-on" };
}
