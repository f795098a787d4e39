/** Why a board was not flashed, each with what to try. */
export const flashFailures = Object.freeze({
  "no-loader":
    "hold the BOOT button, press and release RESET (EN), let BOOT go and start again; then check the cable (some only charge) and that --port is this board",
  secured:
    "it takes no program that could read back what was written; use the tool that secured it; nothing was written",
  "wrong-chip": "take a package that was built for this board; nothing was written",
  "too-small": "take a package that was built for this board; nothing was written",
  "other-layout":
    "a new board, or one that came with other firmware, gets all parts with --everything; nothing was written",
  "not-erased": "try again with a shorter cable, or with --baud 115200",
  "not-written": "try again with a shorter cable, or with --baud 115200",
  "not-verified":
    "try again with a shorter cable, or with --baud 115200; where it goes on, the flash of the board is worn out",
  "other-board": "this is not the board that was begun; plug that one in again, or start anew",
  interrupted:
    "where something had been written already the board may not start; run the same command again to finish",
  "not-back": "plug the board in again and start anew; what was verified before is written once more",
} as const);

export type FlashFailure = keyof typeof flashFailures;

/** `reason` says what happened, `advice` what to try. */
export class FlashError extends Error {
  override name = "FlashError";
  readonly code: FlashFailure;
  readonly reason: string;
  readonly advice: string;

  constructor(code: FlashFailure, reason: string, options?: ErrorOptions) {
    super(`${reason}; ${flashFailures[code]}`, options);
    this.code = code;
    this.reason = reason;
    this.advice = flashFailures[code];
  }
}
