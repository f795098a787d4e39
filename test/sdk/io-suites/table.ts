/**
 * Which of the SDK's suites judge our host modules (`tests/modules/…` of the installed SDK), and what they find that we leave so. Whatever
 * else a suite finds fails the test, and so does a difference that it no longer finds.
 */
interface Difference {
  /** Path in `tests/modules`. */
  readonly suite: string;
  /** How many of its assertions do not hold. */
  readonly count: number;
  /** What each of them says. */
  readonly says: RegExp;
  readonly reason: string;
}

/** Folders whose every suite is run, but for those in `notRun`. */
export const folders = Object.freeze(["io/socket/tcp", "io/storage", "io/flash", "io/i2c", "base/timer"]);

const noListener = "needs `embedded:io/socket/listener`: firmware opens connections and accepts none";
const ownAdapter =
  "the simulator has no such module: a simulated board has an adapter of its own in its place";
const otherHardware = "the simulator has no such module, and the firmware does not use this hardware";

/** Suites of `io`, and folders of them, that judge nothing of ours, and why. */
export const notRun: Readonly<Record<string, string>> = Object.freeze({
  "io/socket/listener": noListener,
  "io/socket/tcp/close-immediate.js": noListener,
  "io/socket/tcp/onError.js": noListener,
  "io/socket/udp": ownAdapter,
  "io/i2c/pin-used-by-digital.js":
    "needs `embedded:io/digital` on the same pins; pins are no resource of a simulated board",
  "base/timer/delay.js": "`Timer.delay` blocks, and is left out so that no firmware uses it",
  "io/wifi":
    "needs an access point; the simulated station is answered by a simulated board, whose tests play one",
  "io/audio": otherHardware,
  "io/digital": ownAdapter,
  "io/digitalBank": ownAdapter,
  "io/files": ownAdapter,
  "io/pwm": otherHardware,
  "io/spi": otherHardware,
  "io/update": ownAdapter,
});

const afterClose =
  "after close an Error that says so; the SDK's own is a host object without data, a SyntaxError of XS";
const receiver =
  "our modules are classes with private fields, which throw a TypeError; the SDK's look for a host object";
const contradiction =
  "a value that is missing and one that is `undefined` are the same to us; the suite wants two kinds of error";

function closed(suite: string, count: number): Difference {
  return { suite, count, says: /: Error, not SyntaxError$/, reason: afterClose };
}

function received(suite: string, count: number): Difference {
  return { suite, count, says: /: TypeError, not SyntaxError$/, reason: receiver };
}

export const differences: readonly Difference[] = [
  closed("io/socket/tcp/close.js", 5),
  closed("io/storage/use-after-close.js", 5),
  closed("io/flash/close.js", 4),
  closed("io/i2c/close-then-readwrite.js", 2),
  received("io/socket/tcp/invalid-receiver.js", 16),
  received("io/storage/invalid-receiver.js", 20),
  received("io/flash/invalid-receiver.js", 20),
  {
    suite: "io/socket/tcp/from.js",
    count: 1,
    says: /address undefined is no IP address/,
    reason: "`from` takes over a socket that a listener accepted, and there is none",
  },
  {
    suite: "io/socket/tcp/read-beyond-available.js",
    count: 1,
    says: /: RangeError, not Error$/,
    reason: "more than is there is a RangeError here, which is an Error",
  },
  {
    suite: "io/i2c/constructor-invalid.js",
    count: 3,
    says: /: RangeError, not Error$/,
    reason: contradiction,
  },
];

/** A busy computer is late, by more than the 3 ms that suites of the timer allow; how late is not judged. */
const lateness = /^repeat off$|(?:delay|set) of \d+ off by|immediate late/;

/** Here a timer is set anew 10 ms after each of 33 calls, so a late call is one call less; more, or the same with time to spare, is not lateness. */
const fewerThan33 = /^wrong count: (?:\d|[12]\d|3[0-2])$/;

/** Whether what a suite says is that this computer was late. */
export function isLateness(suite: string, failure: string): boolean {
  const isFewer = suite === "base/timer/unschedule-in-callback.js" && fewerThan33.test(failure);
  return isFewer || lateness.test(failure);
}
