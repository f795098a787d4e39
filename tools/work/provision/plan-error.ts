/** What a board is to be told makes no sense; the message names the field and the way out, never a secret. */
export class PlanError extends Error {
  override readonly name = "PlanError";
}
