import type { CloudSession } from "../cloud/cloud-adapter.js";
import type { ContentFile } from "../cloud/content-file.js";
import type { TimerHandle, TimerPort } from "../ports/timer.js";
import { type Failure, failure } from "./failure.js";
import type { Log } from "./log.js";

export type ContentAnswer = readonly ContentFile[] | Failure;

export interface ContentListOptions {
  Timer: TimerPort;
  /** Milliseconds from the question to the answer. */
  timeout: number;
  log: Log;
}

/**
 * Asks the cloud which files it offers. Whoever asks while a question is on its way shares its answer; one that gets none in time, or whose
 * session ends, is over: the answer travels at QoS 0 (CN-SES-8) and may be lost.
 */
export class ContentList {
  #options: ContentListOptions;
  #session: CloudSession | undefined;
  #waiting: ((answer: ContentAnswer) => void)[] = [];
  #asked = false;
  #deadline: TimerHandle | undefined;

  constructor(options: ContentListOptions) {
    this.#options = options;
  }

  /** `onAnswer` comes once, never inside this call. */
  ask(onAnswer: (answer: ContentAnswer) => void): void {
    if (this.#session === undefined) return this.#tell(onAnswer, failure("not-connected"));
    const { Timer, timeout } = this.#options;
    this.#waiting.push(onAnswer);
    this.#deadline ??= Timer.set(() => this.answered(failure("content-timeout")), timeout);
    this.deliver();
  }

  open(session: CloudSession): void {
    this.#session = session;
  }

  /** The session has ended or is about to. */
  close(): void {
    this.#session = undefined;
    this.answered(failure("not-connected"));
  }

  /** There is room to send. */
  deliver(): void {
    if (this.#waiting.length > 0 && !this.#asked) this.#asked = this.#session?.askContents() ?? false;
  }

  /** The answer is there; without a question nobody wants it. */
  answered(answer: ContentAnswer): void {
    const { Timer } = this.#options;
    Timer.clear(this.#deadline);
    this.#deadline = undefined;
    this.#asked = false;
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const onAnswer of waiting) this.#tell(onAnswer, answer);
  }

  /** From a timer: whoever hears it may ask again, or hang up, and must not do so in the middle of a session. */
  #tell(onAnswer: (answer: ContentAnswer) => void, answer: ContentAnswer): void {
    const { Timer, log } = this.#options;
    Timer.set(() => {
      try {
        onAnswer(answer);
      } catch (error) {
        log.error("app", `the list of files was not taken: ${String(error)}`);
      }
    });
  }
}
