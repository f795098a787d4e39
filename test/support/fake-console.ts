import { type AnswerKind, type AnswerPart, readAnswer, writeAnswer } from "../../firmware/console/answer.js";
import {
  decodeFrame,
  encodeFrame,
  longestFromDevice,
  longestToDevice,
} from "../../firmware/console/frame.js";
import type { BytePipe } from "../../tools/device-link/byte-pipe.js";
import { LineSplitter } from "../../tools/device-link/line-splitter.js";

/** What a fake console answers: parts, the last of which ends the request. Undefined: nothing at all. */
export type FakeReply = readonly (readonly [AnswerKind, AnswerPart])[] | undefined;

/**
 * The other end of a console's line, answering by a function. It carries a request out once, as the wire format promises, and can lose
 * or spoil lines on the way.
 */
export class FakeConsole {
  /** Payloads carried out, in their order. */
  readonly carriedOut: string[] = [];
  /** Lines that arrived, repetitions included. */
  arrived = 0;
  /** Called for every line in either direction; what it returns goes on, undefined is lost. */
  onWire: (line: Uint8Array, direction: "to" | "from") => Uint8Array | undefined = (line) => line;
  readonly pipe: BytePipe;
  #last: { readonly key: string; readonly reply: FakeReply } | undefined;

  constructor(answer: (payload: string) => FakeReply) {
    const splitter = new LineSplitter((line) => this.#line(line, answer));
    this.pipe = {
      send: async (bytes) => {
        if (bytes.byteLength > longestToDevice + 1) throw new Error(`a line of ${bytes.byteLength} bytes`);
        const passed = this.onWire(bytes, "to");
        if (passed !== undefined) splitter.push(passed);
      },
      onBytes: () => {},
      onClosed: () => {},
      close: async () => this.pipe.onClosed("closed"),
    };
  }

  /** What a device may say at any time. */
  say(text: string): void {
    this.pipe.onBytes(new TextEncoder().encode(text));
  }

  unplug(): void {
    this.pipe.onClosed("unplugged");
  }

  #line(line: Uint8Array, answer: (payload: string) => FakeReply): void {
    if (line.byteLength === 0) return;
    this.arrived += 1;
    const frame = decodeFrame(line);
    if (frame === undefined) return this.#send(0, "nak", { code: "crc" });
    const key = `${frame.id} ${frame.payload}`;
    if (this.#last?.key !== key) {
      const reply = answer(frame.payload);
      // A request that was not taken on is not remembered: its repetition is a new attempt.
      if (reply?.[0]?.[1].code === "busy") return this.#reply(frame.id, reply);
      this.carriedOut.push(frame.payload);
      this.#last = { key, reply };
    }
    this.#reply(frame.id, this.#last.reply);
  }

  #reply(id: number, reply: FakeReply): void {
    for (const [kind, content] of reply ?? []) this.#send(id, kind, content);
  }

  #send(id: number, kind: AnswerKind, content: AnswerPart): void {
    const payload = writeAnswer({ kind, content });
    if (readAnswer(payload) === undefined) throw new Error(`no answer: ${payload}`);
    const line = this.onWire(encodeFrame({ id, payload }, longestFromDevice), "from");
    if (line !== undefined) this.pipe.onBytes(line);
  }
}
