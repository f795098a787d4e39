/** A server that the program shall judge, as the test wrote it. Bytes are in hex. */
export interface Question {
  readonly port: number;
  /** Name or address that the server must have. */
  readonly host: string;
  /** Trusted roots, DER. */
  readonly roots: readonly string[];
  /** Own certificate first, and its key; absent: the device has none. */
  readonly client?: { readonly certificates: readonly string[]; readonly key: string };
}
