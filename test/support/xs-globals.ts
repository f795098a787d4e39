/** What the XS engine adds to JavaScript and the firmware uses, for tests that run it on Node. Import this first. */

const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

String.fromArrayBuffer ??= (bytes) => decoder.decode(bytes);

ArrayBuffer.fromString ??= (text) => {
  const bytes = new TextEncoder().encode(text);
  return bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength);
};
