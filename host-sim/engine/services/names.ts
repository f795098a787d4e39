import { lookup } from "node:dns/promises";
import { isIP } from "node:net";

/** The IPv4 address of a host; undefined where it has none. Names under `localhost` are this computer (RFC 6761, 6.3). */
export async function addressOf(host: string): Promise<string | undefined> {
  if (isIP(host) !== 0) return host;
  const name = host.toLowerCase().replace(/\.$/, "");
  if (name === "localhost" || name.endsWith(".localhost")) return "127.0.0.1";
  try {
    return (await lookup(name, { family: 4 })).address;
  } catch {
    return undefined; // The device is not told why either.
  }
}
