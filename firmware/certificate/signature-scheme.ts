/** How a certificate is signed. SHA-1 and older are missing on purpose, and what boards cannot check for want of the arithmetic. */
export interface Scheme {
  readonly key: "rsa" | "ecdsa";
  readonly hash: "SHA256" | "SHA384" | "SHA512";
}

/** By object identifier, content in hex. */
const schemes: Readonly<Record<string, Scheme>> = Object.freeze({
  "2a864886f70d01010b": Object.freeze({ key: "rsa", hash: "SHA256" }),
  "2a864886f70d01010c": Object.freeze({ key: "rsa", hash: "SHA384" }),
  "2a864886f70d01010d": Object.freeze({ key: "rsa", hash: "SHA512" }),
  "2a8648ce3d040302": Object.freeze({ key: "ecdsa", hash: "SHA256" }),
  "2a8648ce3d040303": Object.freeze({ key: "ecdsa", hash: "SHA384" }),
  "2a8648ce3d040304": Object.freeze({ key: "ecdsa", hash: "SHA512" }),
});

/** The scheme of a certificate's algorithm; undefined for one that does not count. */
export function schemeOf(algorithm: string): Scheme | undefined {
  return schemes[algorithm];
}
