import I2C from "embedded:io/i2c";
import flash from "embedded:storage/flash";
import Timer from "timer";
import { host } from "../../../host-sim/engine/inside/host.js";
import { assert, failures } from "./soft-assert.js";

/**
 * What the SDK's suites find in the global scope when its own runner starts them, as far as the suites of the io modules use it. It reports
 * `{ failures }` once: every assertion that did not hold, in order.
 */
type Done = (error?: unknown) => void;

let isDone = false;

/** The suite is over; with an argument, it failed. */
const done: Done = (error) => {
  if (error !== undefined) failures.push(String(error));
  if (isDone) return;
  isDone = true;
  host.emit({ event: "report", value: { failures } });
};

/** Three objects of the host that are none of the module's: here, objects of a class that it does not know. */
class HostObject {}
class HostObjectChunk {}
class HostBuffer {}

/** The bus of the test has a chip at `address` and none at `unusedAddress`. */
const i2c = { data: 4, clock: 5, hz: 100_000, address: 0x48, unusedAddress: 0x10 };

/** A partition `xs_test` is what the suites of flash want; the simulated board has the outbox's alone, so it takes that name here. */
const testFlash = {
  *[Symbol.iterator](): Generator<string> {
    for (const path of flash) yield path === "outbox" ? "xs_test" : path;
  },
  open: (options: { path: string }) =>
    flash.open(options?.path === "xs_test" ? { ...options, path: "outbox" } : options),
};

/** The npm build of XS is older than this function of ECMAScript 2024. */
function withResolvers(): object {
  const parts: Record<string, unknown> = {};
  parts.promise = new Promise((resolve, reject) => Object.assign(parts, { resolve, reject }));
  return parts;
}
if (!("withResolvers" in Promise)) Object.defineProperty(Promise, "withResolvers", { value: withResolvers });

Object.assign(globalThis, {
  assert,
  $DONE: done,
  $DO:
    (action: (...args: unknown[]) => void) =>
    (...args: unknown[]): void => {
      try {
        action(...args);
        done();
      } catch (error) {
        done(error);
      }
    },
  $NETWORK: {
    connected: Promise.resolve(),
    // The web server that the suites read from is the test's own.
    resolve: () => Promise.resolve("127.0.0.1"),
  },
  $TESTMC: {
    timeout: (after: number) => void Timer.set(() => done("timeout"), after),
    HostObject,
    HostObjectChunk,
    HostBuffer,
    config: { i2c, invalidPins: [-1, "no pin"] },
  },
  device: { I2C: { default: { io: I2C } }, flash: testFlash },
});

/** Runs the body of a suite, which ends it by `$DONE` where it is asynchronous. */
export async function runSuite(isAsync: boolean, body: () => Promise<void>): Promise<void> {
  try {
    await body();
    if (!isAsync) done();
  } catch (error) {
    done(error);
  }
}
