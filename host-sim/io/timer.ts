import { noDeadline, toDevice, toHost } from "../engine/door.js";
import { ticks } from "../engine/inside/clock.js";
import { post, receive } from "../engine/inside/door.js";
import { atEndOfTurn, enqueue } from "../engine/inside/turn.js";

/** The ESP32 compares signed 32-bit ticks: a longer delay would fire at once there. */
const longestDelay = 2 ** 31 - 1;

/**
 * Milliseconds. A repeating timer that is late makes up for what it missed, as on a board; what is missed for longer, as on a computer that was
 * asleep, is gone.
 */
const longestCatchUp = 1000;

/** One timer. Programs may keep properties of their own on it. */
class TimerHandle {
  callback: (timer: TimerHandle) => void;
  /** A board goes through its timers in the order in which they were set, however often they were scheduled anew since. */
  readonly age: number;
  due: number;
  /** Milliseconds between two calls; undefined for a timer that fires once. */
  interval: number | undefined;
  /** Until it is cleared or has fired for the last time; it may wait, or stand still until it is scheduled. */
  isAlive = true;
  /** Scheduled since its last call: one that fires once stays alive then. */
  isRescheduled = false;

  constructor(callback: (timer: TimerHandle) => void, due: number, interval: number | undefined) {
    this.callback = callback;
    this.age = nextAge++;
    this.due = due;
    this.interval = interval;
  }
}

/** By deadline, and by age where deadlines are equal. */
const waiting: TimerHandle[] = [];
let nextAge = 0;
let toldDeadline = noDeadline;

function insert(timer: TimerHandle): void {
  const isLater = ({ due, age }: TimerHandle): boolean =>
    due > timer.due || (due === timer.due && age > timer.age);
  let at = waiting.length;
  while (at > 0 && isLater(waiting[at - 1] as TimerHandle)) at--;
  waiting.splice(at, 0, timer);
}

function remove(timer: TimerHandle): boolean {
  const at = waiting.indexOf(timer);
  if (at >= 0) waiting.splice(at, 1);
  return at >= 0;
}

function checked(given: number, name: string): number {
  // A board makes a number of it, which fails with a TypeError for a BigInt or a symbol.
  const delay = +given;
  if (!(delay >= 0 && delay <= longestDelay)) {
    throw new RangeError(`timer: ${name} of ${delay} ms is outside 0 to ${longestDelay}`);
  }
  return delay;
}

/** Whole milliseconds, as a board counts them. */
function deadline(delay: number): number {
  return Math.floor(ticks()) + checked(delay, "delay");
}

/** Calls back for the earliest timer that is due; the others follow as callbacks of their own. */
function fireNext(): void {
  const [timer] = waiting;
  if (timer === undefined || timer.due > ticks()) return;
  remove(timer);
  if (timer.interval !== undefined) {
    timer.due = Math.max(timer.due + timer.interval, Math.floor(ticks()) - longestCatchUp);
    insert(timer);
  }
  if (waiting.length > 0) enqueue(fireNext);
  timer.isRescheduled = false;
  timer.callback(timer);
  if (timer.interval === undefined && !timer.isRescheduled) timer.isAlive = false;
}

receive(toDevice.tick, () => {
  toldDeadline = noDeadline;
  fireNext();
});

atEndOfTurn(() => {
  const [next] = waiting;
  const deadline = next === undefined ? noDeadline : Math.ceil(next.due);
  if (deadline === toldDeadline) return;
  toldDeadline = deadline;
  post(toHost.deadline, 0, deadline);
});

/** The SDK's module `timer`, without its blocking `delay`. */
const Timer = Object.freeze({
  set(callback: (timer: TimerHandle) => void, delay = 0, repeat?: number): TimerHandle {
    if (callback === undefined) throw new SyntaxError("timer: set needs a callback");
    const interval = repeat === undefined ? undefined : checked(repeat, "repeat");
    const timer = new TimerHandle(callback, deadline(delay), interval);
    insert(timer);
    return timer;
  },
  repeat(callback: (timer: TimerHandle) => void, interval: number): TimerHandle {
    if (interval === undefined) throw new SyntaxError("timer: repeat needs a callback and an interval");
    return Timer.set(callback, interval, interval);
  },
  /** Sets a timer anew, and lets it stand still without a delay. @throws Error where it was cleared or has fired for the last time. */
  schedule(timer: TimerHandle, delay?: number, repeat?: number): void {
    if (!(timer instanceof TimerHandle)) throw new SyntaxError("timer: schedule needs a timer");
    if (!timer.isAlive) throw new Error("timer: schedule of a timer that is over");
    // Before it is touched: what is refused leaves the timer as it was.
    const due = delay === undefined ? undefined : deadline(delay);
    const interval = repeat === undefined ? undefined : checked(repeat, "repeat");
    remove(timer);
    timer.isRescheduled = true;
    timer.interval = interval;
    if (due === undefined) return;
    timer.due = due;
    insert(timer);
  },
  clear(timer: TimerHandle | undefined): void {
    if (!(timer instanceof TimerHandle)) return;
    timer.isAlive = false;
    remove(timer);
  },
});

export default Timer;
