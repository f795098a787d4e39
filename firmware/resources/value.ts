import type { ResourceDefinition } from "./definition.js";

/** A resource's value. JSON documents are carried as their text (CN-RES-6). */
export type Value = number | string | boolean;

/** The outcome of reading a value that came from outside. */
export type Acceptance =
  | { readonly accepted: true; readonly value: Value }
  /** `value` is what was asked for, as well as it could be read; `reason` completes "refused: …". */
  | { readonly accepted: false; readonly value: Value; readonly reason: string };

/** The text that travels on `$resource/<alias>` (CN-RES-1). */
export function toPayload(value: Value): string {
  return typeof value === "string" ? value : String(value);
}

/** Reads a payload after the resource's format and tells whether the model allows it. */
export function fromPayload(definition: ResourceDefinition, payload: string): Acceptance {
  const value = parse(definition, payload);
  if (value === undefined) {
    return { accepted: false, value: payload, reason: `not a ${definition.format}` };
  }
  const reason = objection(definition, value);
  return reason === undefined ? { accepted: true, value } : { accepted: false, value, reason };
}

/** Why the model does not allow a value of the right format; undefined where it does. */
export function objection(definition: ResourceDefinition, value: Value): string | undefined {
  switch (definition.format) {
    case "number": {
      if (typeof value !== "number" || !Number.isFinite(value)) return "not a finite number";
      const { range, allowed } = definition;
      if (range !== undefined && (value < range[0] || value > range[1])) {
        return `outside ${range[0]} to ${range[1]}`;
      }
      return among(allowed, value);
    }
    case "string": {
      if (typeof value !== "string") return "not a string";
      const { maxLength, allowed } = definition;
      if (maxLength !== undefined && value.length > maxLength) {
        return `longer than ${maxLength} characters`;
      }
      return among(allowed, value);
    }
    case "boolean":
      return typeof value === "boolean" ? undefined : "not true or false";
    case "json":
      return typeof value === "string" && isJSON(value) ? undefined : "not a JSON document";
  }
}

function parse({ format }: ResourceDefinition, payload: string): Value | undefined {
  switch (format) {
    case "number":
      return parseNumber(payload);
    case "boolean":
      return payload === "true" ? true : payload === "false" ? false : undefined;
    case "string":
    case "json":
      return payload;
  }
}

/** Decimal numbers as JSON writes them; `Number` alone would take "", " " and "0x10" for numbers too. */
function parseNumber(text: string): number | undefined {
  if (!/^-?(0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?$/.test(text)) return undefined;
  const value = Number(text);
  return Number.isFinite(value) ? value : undefined;
}

function isJSON(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false; // the answer, not an error
  }
}

function among<T extends Value>(allowed: readonly T[] | undefined, value: T): string | undefined {
  if (allowed === undefined || allowed.includes(value)) return undefined;
  return `not one of ${allowed.join(", ")}`;
}
