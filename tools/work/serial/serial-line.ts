/** The outputs of a serial port; true is asserted. On most boards RTS alone is reset, and DTR alone selects the ROM's loader. */
export interface SerialSignals {
  readonly dtr: boolean;
  readonly rts: boolean;
  readonly brk: boolean;
}

/** Who is at the other end, where the port knows. */
export interface UsbIds {
  readonly vendorId: number;
  readonly productId: number;
}

/**
 * An open serial line to a board, whatever carries it.
 *
 * Promises: `onReceive` gets all bytes in their order; `onClose` is called once, with the reason where the line was lost rather than
 * closed by `close`; after that nothing is received and `write` rejects. Opening resets no board: all signals are off.
 */
export interface SerialLine {
  /** As the user named it. */
  readonly name: string;
  readonly usb: UsbIds | undefined;
  /** Whether the signals reach the board; a TCP connection and a pseudo-terminal have none. */
  readonly hasSignals: boolean;
  onReceive: (bytes: Uint8Array) => void;
  onClose: (lost: SerialError | undefined) => void;
  /** Resolves when there is room for more. @throws SerialError with code `lost`, where the line is known to be gone */
  write(bytes: Uint8Array): Promise<void>;
  /** Sets all three at once; does nothing where the line has none. */
  setSignals(signals: SerialSignals): Promise<void>;
  /** Does nothing where the line has no speed. */
  setBaudRate(baudRate: number): Promise<void>;
  /** Twice is fine. */
  close(): Promise<void>;
}

/** Why there is no line: each with what to try. */
export type SerialFailure = "no-such-port" | "busy" | "denied" | "refused" | "lost" | "failed";

export class SerialError extends Error {
  override name = "SerialError";
  readonly code: SerialFailure;

  constructor(code: SerialFailure, message: string) {
    super(message);
    this.code = code;
  }
}
