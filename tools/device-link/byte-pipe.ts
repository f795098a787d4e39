/** The way to a board: a serial port, a TCP connection to a simulated one, or Web Serial. */
export interface BytePipe {
  /** Resolves when the bytes have been handed on. Rejects where the other end is gone. */
  send(bytes: Uint8Array): Promise<void>;
  /** Names who gets what arrives; one listener at a time. */
  onBytes: (bytes: Uint8Array) => void;
  /** Called once when the other end is gone: unplugged, closed. */
  onClosed: (reason: string) => void;
  close(): Promise<void>;
}
