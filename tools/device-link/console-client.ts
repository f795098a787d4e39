import {
  type Answer,
  type AnswerCode,
  type AnswerPart,
  answerCodes,
  joinParts,
  readAnswer,
} from "../../firmware/console/answer.js";
import { decodeFrame, encodeFrame, longestToDevice, mostId } from "../../firmware/console/frame.js";
import type { TimerHandle, TimerPort } from "../../firmware/ports/timer.js";
import { realTimer } from "../../host-sim/world/real-timer.js";
import type { BytePipe } from "./byte-pipe.js";
import { ConsoleError } from "./console-error.js";
import { LineSplitter } from "./line-splitter.js";

export interface ConsoleClientOptions {
  readonly pipe: BytePipe;
  readonly timer?: TimerPort;
  /** From 0 (inclusive) to 1 (exclusive), for the first id. */
  readonly random?: () => number;
  /** A line that is no frame: the log, or what a person is answered. */
  readonly onText?: (line: string) => void;
  readonly onEvent?: (event: AnswerPart) => void;
}

/** First wait for an answer, milliseconds; half as long more with every repetition. */
const firstWait = 600;
const growth = 1.5;
const tries = 8;
/** Beyond what a device says it needs, milliseconds. */
const leeway = 2000;
/** Another program, or a person, is being served; milliseconds until the next attempt. */
const busyPause = 300;
/** Attempts against a busy console: a minute. */
const mostBusy = 200;

const improvHeader = "IMPROV\u0001";

/** A request under way. */
interface Exchange {
  readonly id: number;
  readonly line: Uint8Array;
  readonly onPart: ((part: AnswerPart) => void) | undefined;
  readonly resolve: (whole: AnswerPart) => void;
  readonly reject: (error: ConsoleError) => void;
  parts: AnswerPart[];
  attempt: number;
  busy: number;
  timer: TimerHandle | undefined;
}

/**
 * Talks to a device's console in machine frames (`firmware/console/README.md`): one request at a time, repeated under the same id until
 * an answer comes, which the device carries out once. Runs in Node and in browsers. Keeps no copy of what was sent, and prints nothing.
 */
export class ConsoleClient {
  #options: ConsoleClientOptions;
  #timer: TimerPort;
  #exchange: Exchange | undefined;
  #queue: Promise<unknown> = Promise.resolve();
  #lastId: number;
  #closed: ConsoleError | undefined;

  constructor(options: ConsoleClientOptions) {
    this.#options = options;
    this.#timer = options.timer ?? realTimer;
    this.#lastId = Math.floor((options.random ?? Math.random)() * mostId);
    const splitter = new LineSplitter((line) => this.#line(line));
    options.pipe.onBytes = (bytes) => splitter.push(bytes);
    options.pipe.onClosed = (reason) => this.#fail(new ConsoleError("closed", `the line is gone: ${reason}`));
  }

  /**
   * Sends a request and resolves with the whole answer; `onPart` hears its parts as they come. Requests wait for each other.
   *
   * @throws ConsoleError with the device's code, `silent` or `closed`; `range` also where the request is no line or longer than one, before
   * anything is sent
   */
  request(payload: string, onPart?: (part: AnswerPart) => void): Promise<AnswerPart> {
    const turn = this.#queue.then(() => this.#exchanged(payload, onPart));
    // Whoever comes next waits for the end, good or bad.
    this.#queue = turn.catch(() => undefined);
    return turn;
  }

  /** Ends what is under way and lets go of the pipe. */
  async close(): Promise<void> {
    this.#fail(new ConsoleError("closed", "the line was closed"));
    await this.#options.pipe.close();
  }

  async #exchanged(payload: string, onPart: ((part: AnswerPart) => void) | undefined): Promise<AnswerPart> {
    if (this.#closed !== undefined) throw this.#closed;
    this.#lastId = (this.#lastId % mostId) + 1;
    const id = this.#lastId;
    const line = lineOf(id, payload);
    return new Promise((resolve, reject) => {
      this.#exchange = {
        id,
        line,
        onPart,
        resolve,
        reject,
        parts: [],
        attempt: 0,
        busy: 0,
        timer: undefined,
      };
      this.#send();
    });
  }

  #send(): void {
    const exchange = this.#exchange;
    if (exchange === undefined) return;
    this.#timer.clear(exchange.timer);
    if (exchange.attempt === tries)
      return this.#fail(
        new ConsoleError(
          "silent",
          "no answer; is this the board's console, is the firmware running, does another program hold the port?",
        ),
        false,
      );
    // The answer comes whole again, parts and all. A line feed first ends a line that was torn.
    exchange.parts = [];
    const bytes = exchange.attempt === 0 ? exchange.line : Uint8Array.of(0x0a, ...exchange.line);
    const wait = firstWait * growth ** exchange.attempt;
    exchange.attempt += 1;
    exchange.timer = this.#timer.set(() => this.#send(), wait);
    this.#options.pipe.send(bytes).catch((error: unknown) => {
      this.#fail(
        new ConsoleError(
          "closed",
          `the line is gone: ${error instanceof Error ? error.message : String(error)}`,
        ),
      );
    });
  }

  #line(line: Uint8Array): void {
    const frame = decodeFrame(line);
    if (frame === undefined) return this.#text(line);
    const answer = readAnswer(frame.payload);
    if (answer === undefined) return;
    if (answer.kind === "evt") return this.#options.onEvent?.(answer.content);
    const exchange = this.#exchange;
    if (exchange === undefined) return;
    if (answer.kind === "nak" && frame.id === 0) return this.#send();
    if (frame.id === exchange.id) this.#answered(exchange, answer);
  }

  #answered(exchange: Exchange, { kind, content }: Answer): void {
    const { onPart, resolve, reject } = exchange;
    if (kind === "wait") return this.#extend(exchange, Number(content.seconds) * 1000 + leeway);
    if (kind === "err" && content.code === "busy" && exchange.busy++ < mostBusy) {
      exchange.attempt = 1;
      return this.#extend(exchange, busyPause);
    }
    if (kind === "more" || kind === "ok") {
      exchange.parts.push(content);
      onPart?.(content);
    }
    if (kind === "more") return this.#extend(exchange, firstWait * growth ** exchange.attempt);
    this.#timer.clear(exchange.timer);
    this.#exchange = undefined;
    if (kind === "ok") resolve(joinParts(exchange.parts));
    else reject(refusal(content));
  }

  /** The device is alive: the next repetition may wait. */
  #extend(exchange: Exchange, milliseconds: number): void {
    this.#timer.clear(exchange.timer);
    const wait = Number.isFinite(milliseconds) ? milliseconds : leeway;
    exchange.timer = this.#timer.set(() => this.#send(), wait);
  }

  #text(line: Uint8Array): void {
    const text = new TextDecoder().decode(line);
    if (text !== "" && !text.startsWith(improvHeader)) this.#options.onText?.(text);
  }

  /** Ends the exchange; for ever, unless `forGood` is false. */
  #fail(error: ConsoleError, forGood = true): void {
    if (forGood) this.#closed ??= error;
    const exchange = this.#exchange;
    this.#exchange = undefined;
    if (exchange === undefined) return;
    this.#timer.clear(exchange.timer);
    exchange.reject(error);
  }
}

/** Tells which request has no line, and not what is in it: that may be a secret. */
function lineOf(id: number, payload: string): Uint8Array {
  try {
    return encodeFrame({ id, payload }, longestToDevice);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    const [verb = "", name = ""] = payload.split(" ");
    throw new ConsoleError("range", `${verb} ${name}: ${error.message.replace("frame: ", "")}`);
  }
}

function refusal({ code, msg }: AnswerPart): ConsoleError {
  const known = isCode(code) ? code : "unknown";
  return new ConsoleError(known, typeof msg === "string" && msg !== "" ? msg : answerCodes[known]);
}

function isCode(code: unknown): code is AnswerCode {
  return typeof code === "string" && Object.hasOwn(answerCodes, code);
}
