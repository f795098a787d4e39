import { question, toHost } from "../door.js";
import { boot } from "./boot.js";
import { askJSON, postText } from "./door.js";

/** The host, as platform modules of the simulator see it. The firmware itself never imports this. */
export const host = {
  /** What the simulator gave the device; frozen. */
  config: Object.freeze(boot.config),
  /** Tells the host of something; JSON, delivered at the end of the turn. */
  emit(event: object): void {
    postText(toHost.event, 0, JSON.stringify(event));
  },
  /** Asks the host and waits for its answer; JSON both ways. @throws Error with the host's words where it refuses. */
  call(name: string, payload: unknown): unknown {
    const answer = askJSON(question.call, { name, payload }) as { value?: unknown };
    return answer.value;
  },
  /** 0 (inclusive) to 1 (exclusive), seeded for this device. */
  random(): number {
    return Math.random();
  },
  /** The host's time, milliseconds since 1970. */
  now(): number {
    return Date.now();
  },
};
