import { decodeFrame, encodeFrame, type Frame, longestFromDevice } from "../../../firmware/console/frame.js";
import { type Level, printable } from "../../../firmware/device/log.js";

/** What a line from a board says: a machine frame, an Improv packet, or text for people. */
export type BoardLine =
  | { readonly kind: "frame"; readonly frame: Frame }
  | { readonly kind: "improv" }
  | {
      readonly kind: "text";
      /** Of a log line; undefined in what the ROM or a person's command says. */
      readonly level: Level | undefined;
      /** The part of the firmware that speaks. */
      readonly tag: string | undefined;
      readonly text: string;
    };

const levelNames: Readonly<Record<string, Level>> = Object.freeze({
  error: "error",
  warning: "warning",
  info: "info",
  debug: "debug",
  // ESP-IDF has one letter for each.
  E: "error",
  W: "warning",
  I: "info",
  D: "debug",
  V: "debug",
});

/** `warning network: …` of the firmware, `W (1234) wifi: …` of ESP-IDF. */
const logForms: readonly RegExp[] = [
  /^\[?(error|warning|info|debug)\]?:?\s+([\w./-]+):\s?(.*)$/,
  /^([EWIDV]) \(\d+\) ([^:]{1,40}): ?(.*)$/,
];

const improvHeader = "IMPROV";

/**
 * Takes a line apart, without its line end. A log line that a frame has cut short comes as a line of its own before it. Nothing in a
 * text can steer the terminal that it is shown in.
 */
export function readBoardLine(bytes: Uint8Array): readonly BoardLine[] {
  const frame = decodeFrame(bytes);
  if (frame === undefined) {
    const improv = isImprov(bytes);
    if (improv) return [{ kind: "improv" }];
    const text = readText(bytes);
    return text === undefined ? [] : [text];
  }
  // Its line end is not in `bytes`.
  const before = bytes.subarray(0, bytes.length - encodeFrame(frame, longestFromDevice * 8).length + 1);
  const text = readText(before);
  return [...(text === undefined ? [] : [text]), { kind: "frame", frame }];
}

function readText(bytes: Uint8Array): BoardLine | undefined {
  const text = printable(withoutColours(new TextDecoder().decode(bytes))).trimEnd();
  if (text === "") return undefined;
  for (const form of logForms) {
    const [, level = "", tag, message = ""] = form.exec(text) ?? [];
    if (tag !== undefined) return { kind: "text", level: levelNames[level], tag, text: message };
  }
  return { kind: "text", level: undefined, tag: undefined, text };
}

/** ESP-IDF colours its log lines; here the level does. */
function withoutColours(text: string): string {
  const [first = "", ...others] = text.split("\u001b");
  return first + others.map((other) => other.replace(/^\[[0-9;]*m/, "")).join("");
}

function isImprov(bytes: Uint8Array): boolean {
  return [...improvHeader].every((letter, i) => bytes[i] === letter.charCodeAt(0)) && bytes[6] === 1;
}
