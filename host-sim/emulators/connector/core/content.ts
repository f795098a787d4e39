/** CN-CON-1: one downloadable file, as it stands in the answer on `$content`. */
export interface ContentEntry {
  readonly name: string;
  /** In bytes. */
  readonly length: number;
  /** MIME type. */
  readonly mime: string;
  /** HTTPS download address. */
  readonly url: string;
}

/** The answer to an empty payload on `$content`. */
export function formatContentList(entries: readonly ContentEntry[]): string {
  return JSON.stringify(entries.map(({ name, length, mime, url }) => ({ name, length, mime, url })));
}
