/** Of the chips' network interfaces, characters; DNS would take 63 (RFC 1123, 2.1). */
const longestHostName = 32;

/**
 * A name for the local network made of a device's identity: letters, digits and single hyphens, neither of these at the ends, at most 32
 * characters. `AA:BB:0C` becomes `AA-BB-0C`, and what has no such character at all becomes `bowline`.
 */
export function hostNameOf(identity: string): string {
  let name = "";
  for (const character of identity) {
    if (name.length === longestHostName) break;
    if (/^[0-9A-Za-z]$/.test(character)) name += character;
    else if (name !== "" && !name.endsWith("-")) name += "-";
  }
  if (name.endsWith("-")) name = name.slice(0, -1);
  return name === "" ? "bowline" : name;
}
