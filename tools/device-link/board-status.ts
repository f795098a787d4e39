import type { AnswerPart } from "../../firmware/console/answer.js";
import type { DeviceStatus } from "../../firmware/device/device-status.js";

/** What a board answers to `status`. */
export interface BoardStatus extends DeviceStatus {
  /** What is staged, and how the trial of what was committed goes. */
  readonly settings?: { readonly trial?: { readonly state: string; readonly reason?: string } };
}

/** The answer to `status`, all parts of it joined. */
export function boardStatus(answer: AnswerPart): BoardStatus {
  return answer as unknown as BoardStatus;
}
