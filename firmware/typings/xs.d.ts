/** What the XS engine adds to the language and the firmware uses. */

interface StringConstructor {
  /** Text of UTF-8 bytes; throws a TypeError where they are not valid UTF-8. */
  fromArrayBuffer(bytes: ArrayBuffer): string;
}

interface ArrayBufferConstructor {
  /** The text's bytes in UTF-8. */
  fromString(text: string): ArrayBuffer;
}
