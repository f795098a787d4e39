import type { AnswerCode, AnswerPart } from "./answer.js";
import type { ConsoleHost } from "./console-host.js";
import type { ConsoleState } from "./console-state.js";

/** How a command answers: parts and waits as often as it likes, then `ok` or `fail` once, in the call or later. */
export interface Reply {
  more(part: AnswerPart): void;
  /** The answer comes within so many seconds from now. */
  wait(seconds: number): void;
  ok(part?: AnswerPart): void;
  /** `message` says what is wrong and what to do; the general words of the code where absent. */
  fail(code: AnswerCode, message?: string): void;
  /**
   * Runs what may throw, and answers what it throws. For callbacks that come later: an exception that leaves one restarts a board.
   */
  attempt(action: () => void): void;
}

export interface Call {
  /** What stands behind the verb and one space, as it is. */
  readonly argument: string;
  readonly host: ConsoleHost;
  readonly state: ConsoleState;
  readonly verbs: readonly Command[];
  readonly reply: Reply;
}

/** A verb, the same for people and programs. */
export interface Command {
  /** The verb and its arguments: `set <key> [value]`. */
  readonly usage: string;
  /** What it does, a few words. */
  readonly does: string;
  /** Whether it is answered while another command is under way. */
  readonly always?: true;
  /** What it throws is answered. */
  run(call: Call): void;
}

/** The words of an argument. */
export function wordsOf(argument: string): string[] {
  return argument.split(" ").filter((word) => word !== "");
}
