import board from "platform/board";
import { startDevice } from "../../../firmware/device/assembly.js";
import { io, keyValue } from "../../../firmware/platform-io.js";
import { defineDevice } from "../../../firmware/resources/definition.js";

/**
 * A device with a lamp and with mistakes that its cloud can call up: `fault` is written as `throw` or `reject`, and what it names
 * happens outside of everything that would catch it. `faultAtStart` among what the board was given calls one up whenever its sensor is
 * opened.
 */
const faults: Readonly<Record<string, () => void>> = Object.freeze({
  throw: () => {
    throw new RangeError("out of coffee");
  },
  reject: () => {
    void Promise.reject(new TypeError("nobody waits for this"));
    io.Timer.set(litter, 0, 10);
  },
});

/** A board learns that nobody handles a rejection when it collects garbage. */
function litter(): string {
  let text = "";
  for (let i = 0; i < 2000; i++) text += i;
  return text;
}

/** Milliseconds: the write is acknowledged by then, or the cloud would repeat it and the fault with it (CN-MOD-3). */
const delay = 500;

function callUp(name: unknown, after: number): void {
  const fault = faults[String(name)];
  if (fault !== undefined) io.Timer.set(fault, after);
}

const application = defineDevice({
  sensors: {
    fuse: () => {
      callUp(board.defaults.faultAtStart, 0);
      return { sample: () => ({ blown: false }) };
    },
  },
  resources: {
    events: { format: "string", source: "device.events" },
    fuse: { format: "boolean", source: "fuse.blown", report: { intervalSeconds: 3600 } },
    led: { format: "boolean", settable: true, initial: false, sink: "led" },
    fault: {
      format: "string",
      settable: true,
      initial: "none",
      allowed: ["none", "throw", "reject"],
      persist: false,
    },
  },
  onWrite: { fault: (name) => callUp(name, delay) },
});

export default function main(): void {
  const device = startDevice({ application, board, io, keyValue });
  const { restart } = device.status();
  board.observe({ event: "log", level: "info", tag: "test", message: JSON.stringify(restart) });
}
