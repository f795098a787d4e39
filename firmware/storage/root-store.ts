import { RootError, rootsIn } from "../certificate/root-certificates.js";
import type { Log } from "../device/log.js";
import { fromBase64, toBase64 } from "./base64.js";
import type { LongText } from "./long-text.js";

/**
 * The trusted roots that a person on site or an operator brought, in flash, beside those of the image: a private authority's, or the next one of a
 * cloud that moves. They are kept in one text, base64 of their DER one behind the other, so a power cut leaves the old ones or the new ones.
 *
 * They add to the image's and never replace them: a wrong file cannot lock a device in the field out of its cloud, and damaged flash
 * never widens trust. A root of the image goes with an update of the image.
 */
export class RootStore {
  #text: LongText;
  #log: Log;

  /** `text` is where they are kept: `rootsText` of `trial.ts`, those that hold or those that are tried. */
  constructor({ text, log }: { text: LongText; log: Log }) {
    this.#text = text;
    this.#log = log;
  }

  /** In DER; empty where there are none or flash holds none that are whole, which is reported: the image's are left then. */
  read(): readonly ArrayBuffer[] {
    try {
      const text = this.#text.read() ?? "";
      const bytes = fromBase64(text);
      if (bytes === undefined || text === "") return [];
      return rootsIn(bytes).map((root) => root.buffer);
    } catch (error) {
      this.#log.error("storage", `trusted roots could not be read: ${String(error)}`);
      return [];
    }
  }

  /**
   * Stores roots in place of those stored before, given as PEM or DER, one or several, and tells how many they are. Returns when they are
   * in flash. Throws a RootError where they are not fit to be trusted or too many, an Error where flash does not take them; those of
   * before stay in either case.
   */
  write(brought: string | Uint8Array): number {
    const roots = rootsIn(brought);
    const text = toBase64(Uint8Array.from(roots.flatMap((root) => [...root])));
    if (text.length > this.#text.longest)
      throw new RootError(
        `roots: ${text.length} characters in base64, and flash has room for ${this.#text.longest}; bring fewer, or roots with shorter keys`,
      );
    this.#text.write(text);
    return roots.length;
  }

  /** Leaves those of the image. */
  clear(): void {
    this.#text.erase();
  }
}
