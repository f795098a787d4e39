/** Where a GET goes. */
export interface HTTPSAddress {
  readonly host: string;
  readonly port: number;
  /** With the query; begins with "/". */
  readonly path: string;
}

/** Longest address, characters; one that is signed has some hundreds. */
const longest = 2048;

/**
 * Takes an address such as `https://files.example.com:8443/a.bin?x=1` apart. Undefined for whatever else: another scheme, a user name, an IPv6
 * literal, a port out of range, characters that would end the request line.
 */
export function parseHTTPS(address: string): HTTPSAddress | undefined {
  if (address.length > longest) return undefined;
  const match = /^https:\/\/([0-9A-Za-z.-]+)(?::(\d{1,5}))?([/?][!-~]*)?$/.exec(address.replace(/#.*$/, ""));
  if (match === null) return undefined;
  const [, host = "", digits, path = "/"] = match;
  const port = digits === undefined ? 443 : Number(digits);
  if (port < 1 || port > 65_535) return undefined;
  return { host, port, path: path.startsWith("/") ? path : `/${path}` };
}
