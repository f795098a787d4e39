/** What ECMA-419 takes for bytes. */
export type BufferSource = ArrayBuffer | ArrayBufferView;

/** The bytes themselves, not a copy. @throws TypeError for anything but bytes, an array of wider numbers included. */
export function viewOf(source: unknown): Uint8Array<ArrayBuffer> {
  if (source instanceof ArrayBuffer) return new Uint8Array(source);
  if (ArrayBuffer.isView(source) && !isWide(source)) {
    return new Uint8Array(source.buffer as ArrayBuffer, source.byteOffset, source.byteLength);
  }
  throw new TypeError("a buffer is needed");
}

function isWide(view: ArrayBufferView): boolean {
  return "BYTES_PER_ELEMENT" in view && view.BYTES_PER_ELEMENT !== 1;
}

/** The bytes of a buffer or of a `Resource`. @throws TypeError for anything else. */
export function bytesOfFile(source: unknown): Uint8Array<ArrayBuffer> {
  const sliceable = source as { slice?: (start: number) => unknown } | undefined;
  if (source instanceof ArrayBuffer || ArrayBuffer.isView(source)) return viewOf(source);
  return viewOf(sliceable?.slice?.(0));
}
