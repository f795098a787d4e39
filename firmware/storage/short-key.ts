/**
 * A key for a name of any length: NVS keys have at most 15 characters. FNV-1a, 32 bits, over the UTF-16 units, in hex; the same on every
 * engine. Two names can share a key, so whoever stores under it stores the name too and compares.
 */
export function shortKey(name: string): string {
  let hash = 0x811c9dc5;
  for (let i = 0; i < name.length; i++) {
    hash = Math.imul(hash ^ name.charCodeAt(i), 0x01000193);
  }
  return (hash >>> 0).toString(16).padStart(8, "0");
}
