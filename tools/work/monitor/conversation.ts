import { setTimeout as sleep } from "node:timers/promises";
import type { SerialLine } from "../serial/serial-line.js";
import { KeptLine } from "./kept-line.js";
import { PacedTyping } from "./paced-typing.js";

/** The keyboard: `process.stdin`, or a stream in its place. */
export interface Keyboard extends AsyncIterable<Buffer> {
  readonly isTTY?: boolean;
  setRawMode?(raw: boolean): unknown;
}

export interface ConversationOptions {
  /** Opens the line; again and again where it is lost. */
  readonly open: () => Promise<SerialLine>;
  readonly keyboard: Keyboard;
  /** The screen. */
  readonly show: (bytes: Uint8Array | string) => void;
  /** Something about the line itself, for people: not from the board. */
  readonly tell: (sentence: string) => void;
  /** Where the input is no terminal: silence after which the board is taken to have answered, milliseconds. */
  readonly silence?: number;
}

/** What was typed last still leaves; what was pasted and is not through by then does not, milliseconds. */
const longestFarewell = 500;

/** Ctrl-] leaves, as in telnet: no other key is free, since all belong to the board. */
const leave = 0x1d;

/**
 * Passes keys to a board and what it says to the screen, both as they are. Ends at Ctrl-]; where the input is no terminal, when it is
 * over and the board has said all it had to. @throws SerialError where the line cannot be opened the first time
 */
export async function converse(options: ConversationOptions): Promise<void> {
  const { keyboard, show, tell, silence = 1000 } = options;
  let heard = performance.now();
  const kept = await KeptLine.open({
    open: options.open,
    onReceive: (bytes) => {
      heard = performance.now();
      show(bytes);
    },
    onAttached: (line) => tell(`${line.name}; Ctrl-] leaves`),
    onDetached: (reason) => tell(`${reason}; waiting for it, Ctrl-] leaves`),
  });
  const typing = new PacedTyping({ write: (bytes) => kept.write(bytes), wait: (time) => sleep(time) });
  const raw = keyboard.isTTY === true;
  if (raw) keyboard.setRawMode?.(true);
  try {
    for await (const keys of keyboard) {
      const end = raw ? keys.indexOf(leave) : -1;
      typing.type(end < 0 ? keys : keys.subarray(0, end));
      if (end >= 0) return await Promise.race([typing.done(), sleep(longestFarewell)]);
    }
    await typing.done();
    heard = performance.now();
    for (let quiet = 0; quiet < silence; quiet = performance.now() - heard) await sleep(silence - quiet);
  } finally {
    if (raw) keyboard.setRawMode?.(false);
    await kept.close();
  }
}
