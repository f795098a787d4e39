/** The names in a certificate. */
export interface Names {
  readonly dnsNames: readonly string[];
  readonly addresses: readonly Uint8Array[];
}

/**
 * Whether a certificate belongs to a host (RFC 6125, section 6.4). A wildcard stands for one whole label, the leftmost, and wants two more;
 * an IPv4 address is compared with addresses only.
 */
export function isNamed({ dnsNames, addresses }: Names, host: string): boolean {
  if (/^\d+\.\d+\.\d+\.\d+$/.test(host)) return addresses.some((address) => address.join(".") === host);
  const name = host.toLowerCase();
  const dot = name.indexOf(".");
  return dnsNames.some((candidate) => {
    const pattern = candidate.toLowerCase();
    if (!pattern.startsWith("*.")) return pattern === name;
    const rest = pattern.slice(1);
    return dot > 0 && rest === name.slice(dot) && rest.indexOf(".", 1) > 0 && !rest.includes("*");
  });
}
