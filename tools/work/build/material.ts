/** Something that went into an image, or that made it. */
export interface Material {
  readonly kind: "sdk" | "native" | "npm";
  readonly name: string;
  readonly version: string;
  /** SPDX identifiers or names; all of them apply. Empty: its files do not say. */
  readonly licences: readonly string[];
  /** Where its source is. */
  readonly source?: string;
  /** Package URL, where it has one. */
  readonly purl?: string;
  /** SHA-512 in hex, where the registry's is known. */
  readonly sha512?: string;
  /** Whether it is in the image, and not only a tool that made it. */
  readonly isInImage: boolean;
}
