/** Everything the control side can refuse, with the HTTP status that carries it. */
export const CONTROL_ERRORS = Object.freeze({
  "bad-request": 400,
  "bad-value": 400,
  unauthorized: 401,
  "unknown-device": 404,
  "unknown-resource": 404,
  "unknown-route": 404,
  "already-known": 409,
  /** On the client only: several Connectors run, and none was named. */
  ambiguous: 409,
  "not-settable": 409,
  "too-large": 413,
  internal: 500,
  /** On the client only: nothing answers where the emulator should be. */
  "not-running": 503,
});
export type ControlErrorCode = keyof typeof CONTROL_ERRORS;

/** A refused request of the control side. Its message names the device or field and the problem. */
export class ControlError extends Error {
  override readonly name = "ControlError";
  readonly code: ControlErrorCode;

  constructor(code: ControlErrorCode, message: string) {
    super(message);
    this.code = code;
  }

  get status(): number {
    return CONTROL_ERRORS[this.code];
  }
}

export function isControlErrorCode(code: unknown): code is ControlErrorCode {
  return typeof code === "string" && Object.hasOwn(CONTROL_ERRORS, code);
}
