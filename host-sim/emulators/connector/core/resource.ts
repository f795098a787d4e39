import { FieldError } from "./field-error.js";

/** CN-MOD-1: a resource of the Connector, the same for all its devices. */
export interface ResourceDefinition {
  /** Name on the wire. No `.` or `$` (CN-MOD-1), and none of `/ + #` and control characters, which a topic could not carry. */
  readonly alias: string;
  readonly format: ResourceFormat;
  readonly unit?: string;
  /** Values the resource may take; for numbers also inclusive ranges such as `"9-11"`. Absent: any. */
  readonly allowed?: readonly (ResourceValue | string)[];
  /** Whether the cloud side may write it. Default false. */
  readonly settable?: boolean;
  /** Value shown as both `reported` and `set` until the device's first publish. */
  readonly initial?: ResourceValue;
}

export const RESOURCE_FORMATS = ["number", "string", "boolean"] as const;
export type ResourceFormat = (typeof RESOURCE_FORMATS)[number];

/** A JSON document is a string resource (CN-RES-6). */
export type ResourceValue = number | string | boolean;

const ALIAS = /^[^.$/+#\p{Cc}]+$/u;

export function isAlias(text: string): boolean {
  return ALIAS.test(text);
}

/**
 * Reads a resource given on a command line as `alias:format[:settable]`.
 * @throws Error naming the option's text, the problem and the expected form.
 */
export function parseResourceOption(text: string): ResourceDefinition {
  const [alias = "", format = "", ...rest] = text.split(":");
  const fail = (problem: string): Error =>
    new Error(
      `resource "${text}": ${problem}; expected alias:format[:settable], such as led:boolean:settable`,
    );
  if (!isAlias(alias)) throw fail("the alias is empty or contains one of . $ / + # or a control character");
  const known = RESOURCE_FORMATS.find((candidate) => candidate === format);
  if (known === undefined) throw fail(`the format is "${format}", not one of ${RESOURCE_FORMATS.join(", ")}`);
  if (rest.length > 1 || (rest.length === 1 && rest[0] !== "settable")) {
    throw fail(`"${rest.join(":")}" is not "settable"`);
  }
  return { alias, format: known, settable: rest.length === 1 };
}

/**
 * @param at what stands before the field's name in the error's path, such as `resources[0].`.
 * @throws FieldError naming the resource and the field that makes no sense.
 */
export function checkDefinition(definition: ResourceDefinition, at = ""): void {
  const { alias, format, initial, allowed = [] } = definition;
  const fail = (field: string, problem: string): FieldError =>
    new FieldError(at + field, `resource "${alias}": ${problem}`);
  if (!isAlias(alias)) {
    throw fail("alias", "alias must not be empty nor contain . $ / + # or control characters (CN-MOD-1)");
  }
  if (!RESOURCE_FORMATS.includes(format)) {
    throw fail("format", `format is "${format}", not one of ${RESOURCE_FORMATS.join(", ")} (CN-MOD-1)`);
  }
  for (const [index, entry] of allowed.entries()) {
    const isRange = format === "number" && typeof entry === "string" && parseRange(entry) !== undefined;
    if (!isRange && typeof entry !== format)
      throw fail(`allowed[${index}]`, `allowed value ${JSON.stringify(entry)} is not a ${format}`);
  }
  if (initial === undefined) return;
  if (!hasFormat(format, initial))
    throw fail("initial", `initial ${JSON.stringify(initial)} is not a ${format}`);
  if (!isAllowed(definition, initial))
    throw fail("initial", `initial ${JSON.stringify(initial)} is not among the allowed values`);
}

/** Whether a JSON value has the format; NaN and the infinities have none. */
export function hasFormat(format: ResourceFormat, value: unknown): value is ResourceValue {
  return typeof value === format && (typeof value !== "number" || Number.isFinite(value));
}

export function isAllowed(definition: ResourceDefinition, value: ResourceValue): boolean {
  return definition.allowed?.some((entry) => entry === value || inRange(entry, value)) ?? true;
}

/** The grammar of a JSON number: what `Number()` takes besides (hex, spaces, the empty string) is no value. */
const NUMBER = /^-?(0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?$/;

/** The value that a payload's text stands for (CN-RES-1), or undefined if it does not have the format. */
export function parseValue(format: ResourceFormat, text: string): ResourceValue | undefined {
  if (format === "string") return text;
  if (format === "boolean") return text === "true" ? true : text === "false" ? false : undefined;
  const number = NUMBER.test(text) ? Number(text) : Number.NaN;
  return Number.isFinite(number) ? number : undefined;
}

/** The payload that carries a value on `$resource/<alias>`. */
export function formatValue(value: ResourceValue): string {
  return String(value);
}

const RANGE = /^(-?\d+(?:\.\d+)?)-(-?\d+(?:\.\d+)?)$/;

function parseRange(text: string): { low: number; high: number } | undefined {
  const match = RANGE.exec(text);
  if (match === null) return undefined;
  const low = Number(match[1]);
  const high = Number(match[2]);
  return low <= high ? { low, high } : undefined;
}

function inRange(entry: ResourceValue, value: ResourceValue): boolean {
  if (typeof entry !== "string" || typeof value !== "number") return false;
  const range = parseRange(entry);
  return range !== undefined && value >= range.low && value <= range.high;
}
