import { type AnswerCode, type AnswerPart, answerCodes } from "./answer.js";
import type { Reply } from "./command.js";
import { commandOf, commandTable } from "./command-table.js";
import { ConsoleFailure } from "./console-failure.js";
import type { ConsoleHost } from "./console-host.js";
import type { ConsoleState } from "./console-state.js";

/** Where an answer goes: into frames, or onto somebody's screen. */
export interface AnswerSink {
  more(part: AnswerPart): void;
  wait(seconds: number): void;
  ok(part: AnswerPart): void;
  fail(code: AnswerCode, message: string): void;
}

/** Finds the command of a request and runs it; one at a time, whoever asks. */
export class Dispatcher {
  #host: ConsoleHost;
  #state: ConsoleState;
  #isBusy = false;

  constructor(options: { host: ConsoleHost; state: ConsoleState }) {
    this.#host = options.host;
    this.#state = options.state;
  }

  /** Takes the line for something that is no command; false where another has it. The function frees it again. */
  occupy(): (() => void) | undefined {
    if (this.#isBusy) return undefined;
    this.#isBusy = true;
    return () => {
      this.#isBusy = false;
    };
  }

  /** Runs `verb argument`; whatever goes wrong is an answer, never an exception. */
  run(request: string, sink: AnswerSink): void {
    const space = request.indexOf(" ");
    const verb = space < 0 ? request : request.slice(0, space);
    const command = commandOf(verb);
    if (command === undefined)
      return sink.fail("unknown", "there is no such verb; help lists those that there are");
    const given = space < 0 ? "" : request.slice(space + 1);
    if (command.usage === verb && given.trim() !== "") return sink.fail("args", `${verb} takes no arguments`);
    if (command.always !== true && this.#isBusy) return sink.fail("busy", answerCodes.busy);
    const reply = new OneAnswer(sink, command.always === true ? undefined : this.occupy());
    const call = {
      argument: given,
      host: this.#host,
      state: this.#state,
      verbs: Object.values(commandTable),
    };
    reply.attempt(() => command.run({ ...call, reply }));
  }
}

/** Sees to it that a request is answered once, and that the line is free afterwards. */
class OneAnswer implements Reply {
  #sink: AnswerSink;
  #release: (() => void) | undefined;
  #isOver = false;

  constructor(sink: AnswerSink, release: (() => void) | undefined) {
    this.#sink = sink;
    this.#release = release;
  }

  more(part: AnswerPart): void {
    if (!this.#isOver) this.#sink.more(part);
  }

  wait(seconds: number): void {
    if (!this.#isOver) this.#sink.wait(seconds);
  }

  ok(part: AnswerPart = {}): void {
    if (this.#end()) this.#sink.ok(part);
  }

  fail(code: AnswerCode, message: string = answerCodes[code]): void {
    if (this.#end()) this.#sink.fail(code, message);
  }

  attempt(action: () => void): void {
    try {
      action();
    } catch (error) {
      if (error instanceof ConsoleFailure) return this.fail(error.code, error.message);
      // Everything else that is expected has its code; what is left is flash. Its words name keys of flash, not values.
      this.fail("store", `${answerCodes.store}: ${error instanceof Error ? error.message : String(error)}`);
    }
  }

  #end(): boolean {
    if (this.#isOver) return false;
    this.#isOver = true;
    this.#release?.();
    return true;
  }
}
