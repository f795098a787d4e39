import { webcrypto } from "node:crypto";

/** The part of the Reflect metadata proposal that is read while the library loads: nothing was ever recorded. */
const NO_METADATA = Object.freeze({ getMetadata: () => undefined, getOwnMetadata: () => undefined });

/**
 * Loads `@peculiar/x509` on Node's WebCrypto. Its dependency injector refuses to load where the Reflect metadata
 * proposal is missing, although nothing in the library records any. So there is an empty one while it loads, and
 * only then: a real polyfill in the same process, loaded before or after, is not disturbed.
 */
async function load(): Promise<typeof import("@peculiar/x509")> {
  const missing = Object.entries(NO_METADATA).filter(([name]) => !(name in Reflect));
  Object.assign(Reflect, Object.fromEntries(missing));
  try {
    return await import("@peculiar/x509");
  } finally {
    for (const [name] of missing) Reflect.deleteProperty(Reflect, name);
  }
}

export const x509 = await load();
x509.cryptoProvider.set(webcrypto);
