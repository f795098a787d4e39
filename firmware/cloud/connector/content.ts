import type { ContentFile } from "../content-file.js";

/** CN-CON-1: an empty payload asks for the list, which comes on the same topic. */
export const contentTopic = "$content";

/**
 * Reads the answer on `$content`:
 *
 *     [{"name":"logo.png","length":1024,"mime":"image/png","url":"https://…/logo.png"}]
 *
 * Returns the files, or what is wrong with the list. A list with one bad entry is refused as a whole: a file that is missing without a word
 * would look like one that was never there.
 */
export function contentListFrom(payload: string): readonly ContentFile[] | { readonly problem: string } {
  let list: unknown;
  try {
    list = JSON.parse(payload);
  } catch {
    return { problem: "it is no JSON" };
  }
  if (!Array.isArray(list)) return { problem: "it is no list" };
  const files: ContentFile[] = [];
  for (const [index, entry] of list.entries()) {
    const file = fileFrom(entry);
    if (typeof file === "string") return { problem: `entry ${index}: ${file}` };
    files.push(file);
  }
  return files;
}

/** The file, or why it is none. */
function fileFrom(entry: unknown): ContentFile | string {
  if (typeof entry !== "object" || entry === null) return "it is no object";
  const { name, length, mime, url }: Partial<Record<string, unknown>> = { ...entry };
  if (typeof name !== "string" || name === "") return "name must be a text";
  if (typeof length !== "number" || !Number.isSafeInteger(length) || length < 0)
    return "length must be a number of bytes";
  if (typeof mime !== "string") return "mime must be a text";
  if (typeof url !== "string" || !url.startsWith("https://")) return "url must begin with https://";
  return { name, length, mime, url };
}
