import type { AnswerCode } from "./answer.js";

/** A request that cannot be met; becomes the answer `err`. The message says what is wrong and what to do, and holds no secret. */
export class ConsoleFailure extends Error {
  override name = "ConsoleFailure";
  readonly code: AnswerCode;

  constructor(code: AnswerCode, message: string) {
    super(message);
    this.code = code;
  }
}
