import type { AnswerPart } from "./answer.js";

/** Names of moments in answers: milliseconds since 1970, shown as a date. */
const moments = Object.freeze(["now", "notAfter"]);
const nameWidth = 26;

/**
 * A part of an answer as people read it: a line a value, a line an item of a list.
 *
 *     network.stage              up
 *     office                     -61  wpa2_psk  6
 *     wifi.psk                   staged
 */
export function shownLines(part: AnswerPart, path = ""): string[] {
  if (path === "" && "key" in part) return [row(part)];
  return Object.entries(part).flatMap(([name, value]) => {
    const full = path === "" ? name : `${path}.${name}`;
    if (Array.isArray(value))
      return value.map((item) => (isObject(item) ? row(item) : line(full, String(item))));
    if (isObject(value)) return shownLines(value, full);
    return [line(full, shown(name, value))];
  });
}

function row(item: AnswerPart): string {
  const [first, ...others] = Object.entries(item).map(([name, value]) => shown(name, value));
  return `${(first ?? "").padEnd(nameWidth)} ${others.join("  ")}`.trimEnd();
}

function line(name: string, value: string): string {
  return `${name.padEnd(nameWidth)} ${value}`.trimEnd();
}

function shown(name: string, value: unknown): string {
  if (typeof value === "number" && moments.includes(name)) return new Date(value).toISOString();
  if (name === "staged")
    return value === true ? "staged" : `staged: ${value === "" ? "(default)" : String(value)}`;
  return String(value);
}

function isObject(value: unknown): value is AnswerPart {
  return typeof value === "object" && value !== null;
}
