import { type AnswerCode, type AnswerKind, type AnswerPart, writeAnswer } from "./answer.js";
import type { AnswerSink } from "./dispatcher.js";
import { fittedAnswer } from "./fitted-answer.js";
import { decodeFrame, encodeFrame, type Frame, longestFromDevice } from "./frame.js";

/** Bytes that a line from the device has for an answer beside `@<id> <length> ` and `~<crc>\n`. */
const longestPayload = longestFromDevice - "@65000 512 ".length - "~0000\n".length;

export interface FrameSessionOptions {
  send(line: Uint8Array): void;
  run(request: string, sink: AnswerSink): void;
}

/** The request that came last, and how far it is. */
interface Exchange extends Frame {
  /** The whole answer, where it had one part and so can be kept. */
  answer: string | undefined;
  isOver: boolean;
  hasParts: boolean;
  /** What was said last about how long it takes, seconds. */
  seconds: number;
}

/**
 * Requests in frames, each carried out once however often it arrives: a lost answer makes the program send it again. Of the last one
 * the answer is kept; one in several parts is made anew, because only what shows something answers in parts and memory is short.
 */
export class FrameSession {
  #options: FrameSessionOptions;
  #last: Exchange | undefined;

  constructor(options: FrameSessionOptions) {
    this.#options = options;
  }

  /** A line that begins with `@`, or one at whose end a frame was found; undefined: what is left of a frame. */
  receive(line: Uint8Array | undefined): void {
    const frame = line === undefined ? undefined : decodeFrame(line);
    if (frame === undefined) return void this.#send(0, "nak", { code: "crc" });
    if (frame.id === 0) return void this.#send(0, "err", { code: "args", msg: "0 is the device's own id" });
    const last = this.#last;
    if (last !== undefined && last.id === frame.id && last.payload === frame.payload) {
      if (!last.isOver) return void this.#send(frame.id, "wait", { seconds: last.seconds });
      if (last.answer !== undefined) return this.#write(frame.id, last.answer);
    }
    this.#run(frame);
  }

  #run(frame: Frame): void {
    const exchange: Exchange = { ...frame, answer: undefined, isOver: false, hasParts: false, seconds: 1 };
    const before = this.#last;
    this.#last = exchange;
    const end = (kind: AnswerKind, content: AnswerPart): void => {
      exchange.isOver = true;
      const answer = this.#send(frame.id, kind, content);
      if (!exchange.hasParts) exchange.answer = answer;
    };
    this.#options.run(frame.payload, {
      more: (part) => {
        exchange.hasParts = true;
        this.#send(frame.id, "more", part);
      },
      wait: (seconds) => {
        exchange.seconds = seconds;
        this.#send(frame.id, "wait", { seconds });
      },
      ok: (part) => end("ok", part),
      fail: (code: AnswerCode, msg) => {
        // Not carried out: the request before is still the last one, and this one may come again.
        if (code === "busy") this.#last = before;
        end("err", { code, msg });
      },
    });
  }

  /** Returns what was sent. */
  #send(id: number, kind: AnswerKind, content: AnswerPart): string {
    const payload = fittedAnswer({ kind, content }, longestPayload);
    this.#write(id, payload);
    return payload;
  }

  #write(id: number, payload: string): void {
    try {
      this.#options.send(encodeFrame({ id, payload }, longestFromDevice));
    } catch {
      // Longer than a line although it was cut: better a poor answer than none.
      const content = { code: "range", msg: "the answer does not fit a line" };
      this.#options.send(
        encodeFrame({ id, payload: writeAnswer({ kind: "err", content }) }, longestFromDevice),
      );
    }
  }
}
