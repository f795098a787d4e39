import type { I2CInstance, I2COptions } from "../../world/i2c-master.js";
import I2C from "./i2c.js";

/** The SMBus class of ECMA-419 (clause 10.5): registers of one or two bytes, the lower byte first unless asked otherwise. */
export default class SMBus {
  #io: I2CInstance;

  constructor(options: I2COptions) {
    this.#io = new I2C(options);
  }

  readUint8(register: number): number {
    return this.#read(register, 1).getUint8(0);
  }

  writeUint8(register: number, value: number): void {
    this.#io.write(Uint8Array.of(register, value));
  }

  readUint16(register: number, bigEndian = false): number {
    return this.#read(register, 2).getUint16(0, !bigEndian);
  }

  writeUint16(register: number, value: number, bigEndian = false): void {
    const bytes = Uint8Array.of(register, 0, 0);
    new DataView(bytes.buffer).setUint16(1, value, !bigEndian);
    this.#io.write(bytes);
  }

  readBuffer(register: number, buffer: ArrayBuffer | ArrayBufferView): number {
    return this.#io.writeRead(Uint8Array.of(register), buffer);
  }

  writeBuffer(register: number, buffer: Uint8Array): void {
    this.#io.write(Uint8Array.of(register, ...buffer));
  }

  close(): void {
    this.#io.close();
  }

  #read(register: number, count: number): DataView {
    return new DataView(this.#io.writeRead(Uint8Array.of(register), count));
  }
}
