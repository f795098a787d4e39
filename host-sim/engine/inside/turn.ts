import { readClock, readMessages, type Thrown, toHost } from "../door.js";
import { setTicks } from "./clock.js";
import { deliver, post, postText, takeOutgoing } from "./door.js";
import { setImmediate } from "./natives.js";

/**
 * A turn: the host's messages are handed to the program one by one, promise jobs running between them as on a board, and
 * everything it posted meanwhile is the reply. An exception out of a callback ends the device: nothing of it runs afterwards.
 */
const jobs: (() => void)[] = [];
const beforeReply: (() => void)[] = [];
let running = false;
let ended = false;

/** Runs `job` later in this turn, as a callback of its own. */
export function enqueue(job: () => void): void {
  jobs.push(job);
  if (running) return;
  running = true;
  setImmediate(runNext);
}

/** Calls `prepare` at the end of every turn. */
export function atEndOfTurn(prepare: () => void): void {
  beforeReply.push(prepare);
}

/** Hears of what nobody caught, before the device ends by it: a board's `abort` hook. */
type CrashListener = (kind: "exception" | "rejection", thrown: Thrown) => void;
let crashListener: CrashListener | undefined;

export function onCrash(listener: CrashListener): void {
  crashListener = listener;
}

/** Ends the device with this message as the last one. */
export function end(op: number, body?: string): void {
  if (ended) return;
  for (const prepare of beforeReply) prepare();
  ended = true;
  if (body === undefined) post(op);
  else postText(op, 0, body);
}

export function crash(thrown: unknown): void {
  endBy("exception", describe(thrown));
}

/** A promise's rejection that nobody handled: the end of the device only where somebody listens, as on a board. */
export function reject(thrown: unknown): void {
  const what = describe(thrown);
  postText(toHost.rejection, 0, JSON.stringify(what));
  if (crashListener !== undefined && !ended) endBy("rejection", what);
}

function endBy(kind: "exception" | "rejection", what: Thrown): void {
  try {
    crashListener?.(kind, what);
  } catch {
    // The last words fail as everything else does; the device ends by the first reason.
  }
  end(toHost.crash, JSON.stringify(what));
}

export function describe(thrown: unknown): Thrown {
  if (!(thrown instanceof Error)) return { message: `${String(thrown)} was thrown`, stack: "" };
  return { message: `${thrown.name}: ${thrown.message}`, stack: String(thrown.stack ?? "") };
}

function runNext(): void {
  const job = ended ? undefined : jobs.shift();
  if (job === undefined) {
    running = false;
    return;
  }
  try {
    job();
  } catch (thrown) {
    crash(thrown);
  }
  setImmediate(runNext);
}

function handleCommand(command: ArrayBuffer): { readonly result: ArrayBuffer } {
  const bytes = new Uint8Array(command);
  setTicks(readClock(bytes));
  for (const message of readMessages(bytes, 8)) jobs.push(() => deliver(message));
  running = true;
  runNext();
  // A getter, because the engine reads it when jobs and immediates are done.
  return {
    get result() {
      if (!ended) for (const prepare of beforeReply) prepare();
      return takeOutgoing().buffer;
    },
  };
}

Object.assign(globalThis, { handleCommand, programFailed: crash });
