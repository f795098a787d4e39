/** A file that the cloud offers for download. */
export interface ContentFile {
  readonly name: string;
  /** In bytes. */
  readonly length: number;
  /** MIME type. */
  readonly mime: string;
  /** HTTPS address. */
  readonly url: string;
}
