/** Places for credentials on a board. */
export type Slot = "ca" | "cert" | "key";

export interface UploadOptions {
  readonly ask: (payload: string) => Promise<Readonly<Record<string, unknown>>>;
  readonly slot: Slot;
  readonly content: Uint8Array;
  /** 0 to 1. */
  readonly onProgress: (done: number) => void;
}

/**
 * Uploads one credential in checked chunks. The board says where to go on, so an upload that was broken off continues; it checks size and
 * SHA-256 and that it can use what it got, and stages it.
 *
 * @throws ConsoleError in the board's words
 */
export async function upload({ ask, slot, content, onProgress }: UploadOptions): Promise<void> {
  const begun = await ask(`put ${slot} ${content.byteLength} ${await sha256(content)}`);
  const chunk = Math.min(64, positive(begun.chunk, 64));
  let next = positive(begun.next, 0);
  onProgress(next / content.byteLength);
  while (next < content.byteLength) {
    const bytes = content.subarray(next, next + chunk);
    const answer = await ask(`data ${next} ${base64(bytes)}`);
    next = positive(answer.next, next + bytes.byteLength);
    onProgress(next / content.byteLength);
  }
  await ask("done");
}

function positive(value: unknown, otherwise: number): number {
  return typeof value === "number" && value >= 0 ? value : otherwise;
}

async function sha256(bytes: Uint8Array): Promise<string> {
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes.slice()));
  return [...digest].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

function base64(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes));
}
