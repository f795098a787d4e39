import type { Reading } from "../../outbox/outbox.js";
import { toPayload } from "../../resources/value.js";
import { batchTopic, resourceTopic, severalTopic } from "./topics.js";

export interface Message {
  readonly topic: string;
  readonly payload: string;
}

/** A reading at most this old, milliseconds, is the present: the Connector's own stamp is good enough for it. */
export const presentSpan = 5000;

/**
 * The message for a batch, in the shortest form that tells the truth: one present value as it is (CN-RES-1), several present ones of
 * different resources as an object (CN-RES-2), anything older as history with its own time (CN-RES-3).
 *
 * `now` is the present in milliseconds since 1970, `uptime` the same moment on the readings' clock.
 */
export function encode(batch: readonly Reading[], now: number, uptime: number): Message {
  const [first] = batch;
  if (first === undefined) throw new RangeError("a message needs a reading");
  if (isHistory(first, uptime)) {
    return {
      topic: batchTopic,
      payload: JSON.stringify(batch.map((reading) => history(reading, now, uptime))),
    };
  }
  if (batch.length === 1) return { topic: resourceTopic(first.resource), payload: toPayload(first.value) };
  const values = Object.fromEntries(batch.map(({ resource, value }) => [resource, value]));
  return { topic: severalTopic, payload: JSON.stringify(values) };
}

/** Whether `reading` can share a message with `batch`: both old, or both present and of different resources. */
export function fits(batch: readonly Reading[], reading: Reading, uptime: number): boolean {
  const [first] = batch;
  if (first === undefined) return true;
  if (isHistory(first, uptime) !== isHistory(reading, uptime)) return false;
  return isHistory(first, uptime) || !batch.some(({ resource }) => resource === reading.resource);
}

function isHistory(reading: Reading, uptime: number): boolean {
  return uptime - reading.uptime > presentSpan;
}

/** Timestamps are whole microseconds since 1970. */
function history({ resource, value, uptime: taken }: Reading, now: number, uptime: number): object {
  return { timestamp: Math.round(now - (uptime - taken)) * 1000, values: { [resource]: value } };
}
