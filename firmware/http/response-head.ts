/** What a response says before its body, as far as a download needs it. */
export interface ResponseHead {
  readonly status: number;
  /** Bytes of the body; 0 where the status is neither 200 nor 206. */
  readonly contentLength: number;
  /** Place of the body's first byte in the file: 0, or what Content-Range says. */
  readonly offset: number;
  /** The file's entity tag where it is a strong one, with its quotes. */
  readonly entityTag: string | undefined;
  /** SHA-256 of the whole file in base64, where Repr-Digest (RFC 9530) tells it. */
  readonly digest: string | undefined;
}

/** Longest head that is taken, bytes. */
const longestHead = 4096;
const lineFeed = 10;
const carriageReturn = 13;

/**
 * Reads the head of an HTTP/1.1 response from bytes in any pieces. Takes bodies of a told length alone: without one, a broken
 * connection would look like the end of the file.
 */
export class ResponseHeadReader {
  #lines: string[] = [];
  #line = "";
  #taken = 0;

  /**
   * Takes bytes up to the end of the head; returns the head and how many bytes it took, or undefined where it takes more. Throws an
   * Error that says what is wrong with it.
   */
  take(bytes: Uint8Array): { readonly head: ResponseHead; readonly used: number } | undefined {
    for (let i = 0; i < bytes.byteLength; i++) {
      const byte = bytes[i] ?? 0;
      this.#taken += 1;
      if (this.#taken > longestHead) throw new Error(`a head of more than ${longestHead} bytes`);
      if (byte === carriageReturn) continue;
      if (byte !== lineFeed) {
        this.#line += String.fromCharCode(byte);
        continue;
      }
      if (this.#line === "" && this.#lines.length > 0) return { head: headFrom(this.#lines), used: i + 1 };
      this.#lines.push(this.#line);
      this.#line = "";
    }
    return undefined;
  }
}

function headFrom([statusLine = "", ...lines]: readonly string[]): ResponseHead {
  const status = Number(/^HTTP\/1\.[01] (\d{3})( |$)/.exec(statusLine)?.[1]);
  if (Number.isNaN(status)) throw new Error("it is no HTTP/1.1 response");
  const fields = new Map<string, string>();
  for (const line of lines) {
    const colon = line.indexOf(":");
    if (colon <= 0) throw new Error("a header field without a name");
    const name = line.slice(0, colon).toLowerCase();
    const value = line.slice(colon + 1).trim();
    if (name === "content-length" && fields.has(name) && fields.get(name) !== value)
      throw new Error("two different lengths");
    fields.set(name, value);
  }
  // Whatever else a refusal says is for people.
  if (status !== 200 && status !== 206)
    return { status, contentLength: 0, offset: 0, entityTag: undefined, digest: undefined };
  if (fields.has("transfer-encoding")) throw new Error("the body has a transfer coding, which is not taken");
  const encoding = fields.get("content-encoding") ?? "identity";
  if (encoding !== "identity") throw new Error("the body is compressed, which was not asked for");
  return {
    status,
    contentLength: lengthFrom(fields.get("content-length")),
    offset: offsetFrom(status, fields.get("content-range")),
    entityTag: /^"[!#-~]*"$/.exec(fields.get("etag") ?? "")?.[0],
    digest: /(?:^|,)\s*sha-256=:([0-9A-Za-z+/=]{44}):/.exec(fields.get("repr-digest") ?? "")?.[1],
  };
}

function lengthFrom(value: string | undefined): number {
  if (value === undefined || !/^\d{1,15}$/.test(value)) throw new Error("no length of the body");
  return Number(value);
}

function offsetFrom(status: number, value: string | undefined): number {
  if (status !== 206) return 0;
  const first = /^bytes (\d{1,15})-\d{1,15}\/(?:\d{1,15}|\*)$/.exec(value ?? "")?.[1];
  if (first === undefined) throw new Error("a part of the file without its place");
  return Number(first);
}
