/** What the XS engine adds to the language and the firmware uses. */

interface ObjectConstructor {
  /** Freezes an object, with `deep` everything it holds as well; other engines know no `deep` and freeze the object alone. */
  freeze<T>(object: T, deep: boolean): Readonly<T>;
}

interface StringConstructor {
  /** Text of UTF-8 bytes; throws a TypeError where they are not valid UTF-8. */
  fromArrayBuffer(bytes: ArrayBuffer): string;
}

interface ArrayBufferConstructor {
  /** The text's bytes in UTF-8. */
  fromString(text: string): ArrayBuffer;
}
