import type { AnswerCode } from "../../firmware/console/answer.js";

/**
 * A request that a device refused, or that never reached it. `code` is the device's (`firmware/console/answer.ts`), or `silent` where no
 * answer came at all and `closed` where the line is gone.
 */
export class ConsoleError extends Error {
  override readonly name = "ConsoleError";
  readonly code: AnswerCode | "silent" | "closed";

  constructor(code: AnswerCode | "silent" | "closed", message: string) {
    super(message);
    this.code = code;
  }
}
