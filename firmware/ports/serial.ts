/**
 * A serial line, as `embedded:io/serial` (ECMA-419, section 10.10) behaves on the boards.
 *
 * The ESP32 has no buffer but the hardware's 128 bytes in each direction: what arrives while JavaScript is busy beyond that is gone,
 * and `write` throws where more is given than the last `onWritable` allowed.
 */
export interface SerialLine {
  /** Up to `count` bytes of what has arrived; undefined where nothing has. */
  read(count?: number): ArrayBuffer | undefined;
  write(data: ArrayBuffer | Uint8Array): void;
  close(): void;
}

export interface SerialCallbacks {
  onReadable(count: number): void;
  /** So many bytes may be written now. */
  onWritable(count: number): void;
}

/** Opens the line with which people and programs talk to the device, 115,200 baud; throws where it is in use. */
export type OpenSerialLine = (callbacks: SerialCallbacks) => SerialLine;
