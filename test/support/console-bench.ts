import { readAnswer } from "../../firmware/console/answer.js";
import { Console } from "../../firmware/console/console.js";
import { decodeFrame, encodeFrame } from "../../firmware/console/frame.js";
import { FakeConsoleHost } from "./fake-console-host.js";
import { FakeLine } from "./fake-line.js";
import { VirtualTime } from "./virtual-time.js";

/** A console with a test at its line and a fake device behind it. */
export function consoleBench() {
  const time = new VirtualTime();
  const host = new FakeConsoleHost();
  const line = new FakeLine();
  const console = new Console({ open: line.open, host, Timer: time });
  line.drain();
  let id = 100;
  return {
    time,
    host,
    line,
    console,
    /** What somebody types, and what shows on the screen. */
    type(text: string): string {
      line.take();
      line.send(text);
      return line.take();
    },
    /** A request in a frame; the answers that come at once, as text. */
    request(payload: string, withId = ++id): string[] {
      line.take();
      line.send(encodeFrame({ id: withId, payload }, 120));
      return framesIn(line.take(), withId);
    },
    /** Answers to the request with that id that came since. */
    answers: (withId = id): string[] => framesIn(line.take(), withId),
  };
}

/** Payloads of the frames with that id. */
export function framesIn(output: string, id: number): string[] {
  return output
    .split("\n")
    .map((each) => decodeFrame(Buffer.from(each, "latin1")))
    .flatMap((frame) => (frame?.id === id ? [frame.payload] : []));
}

/** Code of an error answer. */
export function codeOf(payload: string | undefined): unknown {
  const answer = readAnswer(payload ?? "");
  return answer?.kind === "err" || answer?.kind === "nak" ? answer.content.code : undefined;
}
