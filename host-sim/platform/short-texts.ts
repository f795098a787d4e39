/** Longest text of an event that is told whole, UTF-16 units. */
const longest = 4096;

/**
 * An event as the host is told of it: of long texts the beginning and `…`. A value may have a mebibyte (CN-SES-13), and telling it costs
 * the device's heap several copies more than a board needs, which tells nobody.
 */
export function withShortTexts(event: object): object {
  const isLong = (value: unknown): value is string => typeof value === "string" && value.length > longest;
  const entries: [string, unknown][] = Object.entries(event);
  if (!entries.some(([, value]) => isLong(value))) return event;
  return Object.fromEntries(
    entries.map(([name, value]) => [name, isLong(value) ? `${value.slice(0, longest)}…` : value]),
  );
}
