import type { SimulatedEvent } from "../simulated-device.js";
import type { Feed } from "./feed.js";
import type { Life, LogEntry } from "./protocol.js";

type Handler = (feed: Feed, event: SimulatedEvent, time: number) => void;

/** What the page makes of each kind of event of the device; of the others the device's own log tells, or the Connector. */
const handlers: Readonly<Record<string, Handler>> = Object.freeze({
  state: (feed, { state, reason, retryIn }, time) =>
    feed.set("life", {
      state: String(state),
      ...(typeof reason === "string" ? { reason } : lastReason(feed, String(state))),
      ...(typeof retryIn === "number" ? { retryAt: time + retryIn } : {}),
    }),
  crashed: (feed, { kind, reason, position, restartIn }, time) => {
    const where = position === undefined ? "" : ` at ${position}`;
    const told = `${kind}: ${reason}${where}`;
    feed.set("life", { state: "crashed", reason: told, retryAt: time + Number(restartIn) });
    feed.add("log", { time, level: "error", tag: "watchdog", message: told });
  },
  log: (feed, { level, tag, message }, time) =>
    feed.add("log", { time, level: level as LogEntry["level"], tag: String(tag), message: String(message) }),
  output: (feed, { output, value }, time) =>
    feed.add("log", { time, level: "info", tag: "output", message: `${output} is ${JSON.stringify(value)}` }),
  "storage-corrupt": (feed, { file, kept }, time) =>
    feed.add("log", {
      time,
      level: "error",
      tag: "flash",
      message: `${file} could not be read; kept as ${kept}`,
    }),
  "unhandled-rejection": (feed, { reason }, time) =>
    feed.add("log", { time, level: "error", tag: "engine", message: `unhandled rejection: ${reason}` }),
});

/** What a device does on its way back. */
const trying: readonly unknown[] = ["network", "clock", "activating", "connecting"];

/** A short wait would hide why it was: the reason stays to be read while the device tries again. */
function lastReason(feed: Feed, state: string): Pick<Life, "lastReason"> {
  const life = feed.get("life");
  const last = life?.reason ?? life?.lastReason;
  return last !== undefined && trying.includes(state) ? { lastReason: last } : {};
}

/** Takes one event of the device into the feed. */
export function hearDevice(feed: Feed, event: SimulatedEvent): void {
  if (Object.hasOwn(handlers, event.event)) handlers[event.event]?.(feed, event, Date.now());
}
