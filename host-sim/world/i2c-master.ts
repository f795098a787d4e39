import type { I2CTransaction } from "./i2c-bus.js";

/** What carries transactions to a bus: the bus itself, or the way to it. Throws where a transaction fails. */
export type I2CWire = (transaction: I2CTransaction) => Uint8Array;

/** The pins of a bus, which tell buses apart. */
export interface I2CPins {
  readonly data: number;
  readonly clock: number;
}

export interface I2COptions extends I2CPins {
  /** 7 bits. */
  readonly address: number;
  /** Bits a second; of no effect here, and asked for as on a board. */
  readonly hz: number;
  /** Milliseconds that a chip may hold the clock. */
  readonly timeout?: number;
  readonly format?: "buffer";
}

/** What the SDK's class does where nothing else is said, milliseconds. */
const usualTimeout = 400;

type Bytes = ArrayBuffer | ArrayBufferView;

/** The I2C class of ECMA-419 (clause 10.4), with the SDK's `writeRead` and its habits on the ESP32. */
export interface I2CInstance {
  /** So many bytes, or as many as the buffer takes. */
  read(count: number): ArrayBuffer;
  read(buffer: Bytes): number;
  write(buffer: Bytes): void;
  writeRead(buffer: Bytes, count: number): ArrayBuffer;
  writeRead(buffer: Bytes, into: Bytes): number;
  close(): void;
}

/**
 * Makes the class for a world whose buses `wireOf` finds. An address can be open once on the same pins, as on the ESP32: whoever
 * loses an instance without closing it has locked himself out.
 */
export function i2cClass(wireOf: (pins: I2CPins) => I2CWire): new (options: I2COptions) => I2CInstance {
  const open = new Set<string>();
  return class I2C implements I2CInstance {
    #wire: I2CWire | undefined;
    #address: number;
    #timeout: number;
    #key: string;

    constructor({ data, clock, address, hz, timeout = usualTimeout, format = "buffer" }: I2COptions) {
      if (!(Number.isInteger(data) && data >= 0 && Number.isInteger(clock) && clock >= 0))
        throw new RangeError("data and clock required");
      if (!Number.isInteger(address) || address < 0 || address > 127) throw new RangeError("invalid address");
      this.format = format;
      if (!(hz > 0)) throw new RangeError("invalid hz");
      this.#key = `${data} ${clock} ${address}`;
      if (open.has(this.#key)) throw new RangeError("duplicate address");
      open.add(this.#key);
      this.#address = address;
      this.#timeout = timeout;
      this.#wire = wireOf({ data, clock });
    }

    get format(): string {
      return "buffer";
    }

    set format(format: string) {
      if (format !== "buffer") throw new RangeError("invalid format");
    }

    read(count: number): ArrayBuffer;
    read(buffer: Bytes): number;
    read(place: number | Bytes): ArrayBuffer | number {
      return this.#transfer({ into: place });
    }

    write(buffer: Bytes): void {
      this.#transfer({ write: viewOf(buffer) });
    }

    writeRead(buffer: Bytes, count: number): ArrayBuffer;
    writeRead(buffer: Bytes, into: Bytes): number;
    writeRead(buffer: Bytes, place: number | Bytes): ArrayBuffer | number {
      return this.#transfer({ write: viewOf(buffer), into: place });
    }

    close(): void {
      if (this.#wire === undefined) return;
      this.#wire = undefined;
      open.delete(this.#key);
    }

    #transfer({ write, into }: { write?: Uint8Array; into?: number | Bytes }): ArrayBuffer | number {
      if (this.#wire === undefined) throw new Error("I2C: it is closed");
      const target = into === undefined || typeof into === "number" ? undefined : viewOf(into);
      const readCount = typeof into === "number" ? into : target?.byteLength;
      const bytes = this.#wire({
        address: this.#address,
        timeout: this.#timeout,
        // A copy: the wire may keep it, and drivers use one buffer for everything.
        ...(write === undefined ? {} : { write: write.slice() }),
        ...(readCount === undefined ? {} : { readCount }),
      });
      if (target === undefined) return bytes.slice().buffer as ArrayBuffer;
      target.set(bytes.subarray(0, target.byteLength));
      return bytes.byteLength;
    }
  };
}

function viewOf(source: Bytes): Uint8Array {
  if (source instanceof ArrayBuffer) return new Uint8Array(source);
  return new Uint8Array(source.buffer, source.byteOffset, source.byteLength);
}
