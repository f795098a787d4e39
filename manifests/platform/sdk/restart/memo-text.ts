/** Longest memo, bytes of UTF-8. */
const longest = 200;

/** The text, cut between two characters to what a memo holds. */
export function memoText(text: string): string {
  let cut = text.slice(0, longest);
  while (ArrayBuffer.fromString(cut).byteLength > longest) cut = cut.slice(0, -1);
  return cut;
}
