import type { Reading } from "../../outbox/outbox.js";
import { toPayload, type Value } from "../../resources/value.js";
import type { Text, TextPart } from "../text-payload.js";
import { batchTopic, resourceTopic, severalTopic } from "./topics.js";

export interface Message {
  readonly topic: string;
  readonly payload: Text;
}

/** A reading at most this old, milliseconds, is the present: the Connector's own stamp is good enough for it. */
export const presentSpan = 5000;
/** Longest text that is copied into a message, UTF-16 units. */
const longestCopy = 4096;

/**
 * The message for a batch, in the shortest form that tells the truth: one present value as it is (CN-RES-1), several present ones of
 * different resources as an object (CN-RES-2), anything older or with a time of its own as history (CN-RES-3).
 *
 * `now` is the present in milliseconds since 1970, `uptime` the same moment on the readings' clock.
 */
export function encode(batch: readonly Reading[], now: number, uptime: number): Message {
  const [first] = batch;
  if (first === undefined) throw new RangeError("a message needs a reading");
  if (isHistory(first, uptime)) return { topic: batchTopic, payload: history(batch, now, uptime) };
  if (batch.length === 1) return { topic: resourceTopic(first.resource), payload: toPayload(first.value) };
  const values = Object.fromEntries(batch.map(({ resource, value }) => [resource, value]));
  return { topic: severalTopic, payload: JSON.stringify(values) };
}

/** Whether `reading` can share a message with `batch`: both history, or both present and of different resources. */
export function fits(batch: readonly Reading[], reading: Reading, uptime: number): boolean {
  const [first] = batch;
  if (first === undefined) return true;
  const isPast = isHistory(first, uptime);
  if (isPast !== isHistory(reading, uptime)) return false;
  return isPast || !batch.some(({ resource }) => resource === reading.resource);
}

function isHistory({ timestamp, uptime: taken }: Reading, uptime: number): boolean {
  return timestamp !== undefined || uptime - taken > presentSpan;
}

/**
 * `[{"timestamp":…,"values":{"t":21.5,"h":45}},…]`. Readings of one moment share an entry, unless they are of one resource. Put together
 * from its parts: an object a reading would take several times the memory of the text. A long value is escaped when it is sent, and
 * memory does not hold it twice (CN-SES-13).
 */
function history(batch: readonly Reading[], now: number, uptime: number): Text {
  const parts: TextPart[] = [];
  let hasLong = false;
  let moment: number | undefined;
  const entry: string[] = [];
  for (const reading of batch) {
    const { resource, value } = reading;
    const timestamp = timeOf(reading, now, uptime);
    let key = `${JSON.stringify(resource)}:`;
    if (timestamp === moment && !entry.includes(resource)) key = `,${key}`;
    else {
      key = `${moment === undefined ? "[" : "}},"}{"timestamp":${timestamp},"values":{${key}`;
      entry.length = 0;
    }
    if (isLong(value)) {
      parts.push(`${key}"`, { json: value }, '"');
      hasLong = true;
    } else parts.push(key + JSON.stringify(value));
    entry.push(resource);
    moment = timestamp;
  }
  parts.push("}}]");
  return hasLong ? parts : parts.join("");
}

function isLong(value: Value): value is string {
  return typeof value === "string" && value.length > longestCopy;
}

/** Whole microseconds since 1970. */
function timeOf({ timestamp, uptime: taken }: Reading, now: number, uptime: number): number {
  return timestamp ?? Math.round(now - (uptime - taken)) * 1000;
}
