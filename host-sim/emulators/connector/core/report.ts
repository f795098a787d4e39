import type { ReportTopic } from "./events.js";
import type { Rejection } from "./reasons.js";
import { hasFormat, isAllowed, parseValue, type ResourceDefinition, type ResourceValue } from "./resource.js";
import type { PublishTopic } from "./topics.js";
import { asBuffer, utf8Text } from "./utf8.js";

/** CN-SES-13: largest value of one resource, in bytes. */
export const MAX_VALUE_BYTES = 1_048_576;

/** One value out of a report, not judged yet: `text` as it stood alone on the wire, `json` out of a document. */
export interface ReportedValue {
  readonly alias: string;
  readonly content: { readonly text: string } | { readonly json: unknown } | { readonly bytes: Uint8Array };
  /** Microseconds, for history only; live values are stamped by the Connector (CN-RES-1). */
  readonly timestamp?: number;
}

export interface Report {
  readonly via: ReportTopic;
  readonly values: readonly ReportedValue[];
}

/** Takes a payload apart; a Rejection means the message as a whole is not what its topic takes. */
export function parseReport(
  topic: PublishTopic & { kind: ReportTopic },
  payload: Uint8Array,
): Report | Rejection {
  switch (topic.kind) {
    case "single":
      return { via: "single", values: [{ alias: topic.alias, content: singleContent(payload) }] };
    case "several": {
      const document = parseJson(payload);
      return isObject(document) ? { via: "several", values: valuesOf(document) } : "bad-json";
    }
    case "batch":
      return parseBatch(parseJson(payload));
  }
}

/**
 * Judges one value against its resource (CN-MOD-4).
 * @param definition undefined: no resource has this alias.
 */
export function judge(
  definition: ResourceDefinition | undefined,
  content: ReportedValue["content"],
): { readonly value: ResourceValue } | { readonly rejection: Rejection } {
  if (definition === undefined) return { rejection: "unknown-alias" };
  if (isTooLarge(content)) return { rejection: "too-large" };
  const value = valueIn(definition, content);
  if (value === undefined) return { rejection: "wrong-format" };
  return isAllowed(definition, value) ? { value } : { rejection: "not-allowed" };
}

function valueIn(
  definition: ResourceDefinition,
  content: ReportedValue["content"],
): ResourceValue | undefined {
  if ("text" in content) return parseValue(definition.format, content.text);
  if ("json" in content) return hasFormat(definition.format, content.json) ? content.json : undefined;
  return undefined;
}

/** Payload bytes that are no text have no format that could take them; they stay bytes to be rejected by name. */
function singleContent(payload: Uint8Array): ReportedValue["content"] {
  const text = utf8Text(asBuffer(payload));
  return text === undefined ? { bytes: payload } : { text };
}

function isTooLarge(content: ReportedValue["content"]): boolean {
  if ("bytes" in content) return content.bytes.length > MAX_VALUE_BYTES;
  const text = "text" in content ? content.text : content.json;
  if (typeof text !== "string") return false;
  // No character takes more than three bytes for each of its places in a string: only long ones need to be counted.
  return 3 * text.length > MAX_VALUE_BYTES && Buffer.byteLength(text) > MAX_VALUE_BYTES;
}

/** CN-RES-3: `[{"timestamp": 1531111131679000, "values": {"state": "on"}}, …]`. */
function parseBatch(document: unknown): Report | Rejection {
  if (!Array.isArray(document)) return "bad-json";
  const values: ReportedValue[] = [];
  for (const entry of document as unknown[]) {
    if (!isObject(entry) || !isObject(entry.values)) return "bad-json";
    const { timestamp } = entry;
    if (typeof timestamp !== "number" || !Number.isSafeInteger(timestamp) || timestamp < 0)
      return "bad-timestamp";
    for (const value of valuesOf(entry.values)) values.push({ ...value, timestamp });
  }
  return { via: "batch", values };
}

function valuesOf(document: Readonly<Record<string, unknown>>): ReportedValue[] {
  return Object.entries(document).map(([alias, json]) => ({ alias, content: { json } }));
}

function parseJson(payload: Uint8Array): unknown {
  const text = utf8Text(asBuffer(payload));
  if (text === undefined) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    // Not JSON: undefined is no document, and the caller names the rejection.
    return undefined;
  }
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
