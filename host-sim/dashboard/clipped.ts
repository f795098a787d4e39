/** Longest text in a line of the page, UTF-16 units. */
const longest = 200;

/** A text that fits into a line: devices choose topics of 64 KB and values of a megabyte. */
export function clipped(text: string): string {
  return text.length <= longest ? text : `${text.slice(0, longest - 1)}…`;
}
