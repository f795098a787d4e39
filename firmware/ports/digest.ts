/** A digest over bytes that come in pieces, shaped like the SDK's `crypt`. */
export interface Digest {
  write(bytes: Uint8Array): void;
  /** The digest of everything written; nothing may be written after it. */
  close(): Uint8Array;
}

export type DigestConstructor = new () => Digest;
