/** Bytes that are erased together. */
export const sectorSize = 0x1000;

/** Flash as it is: erasing a sector sets all its bits, programming only clears bits. */
export class NorFlash {
  readonly #cells: Uint8Array;

  /** `sizeBytes` is a power of two, 256 KB to 64 MB; `contents` are programmed from the beginning. */
  constructor(options: { sizeBytes: number; contents?: Uint8Array }) {
    const { sizeBytes, contents } = options;
    if (!(sizeBytes >= 0x4_0000 && sizeBytes <= 0x400_0000) || (sizeBytes & (sizeBytes - 1)) !== 0)
      throw new RangeError(`flash: ${sizeBytes} bytes are no power of two from 256 KB to 64 MB`);
    this.#cells = new Uint8Array(sizeBytes).fill(0xff);
    if (contents !== undefined) this.program(0, contents);
  }

  get size(): number {
    return this.#cells.length;
  }

  /** The JEDEC id that the chip answers with: manufacturer, type, and the exponent of its size. */
  get id(): number {
    return 0x40_20 | (Math.log2(this.size) << 16);
  }

  /** A copy. */
  read(offset: number, length: number): Uint8Array {
    this.#check(offset, length);
    return this.#cells.slice(offset, offset + length);
  }

  program(offset: number, bytes: Uint8Array): void {
    this.#check(offset, bytes.length);
    bytes.forEach((byte, i) => {
      this.#cells[offset + i] = (this.#cells[offset + i] ?? 0) & byte;
    });
  }

  /** Erases the sectors that the range touches. */
  erase(offset: number, length: number): void {
    this.#check(offset, length);
    const first = offset - (offset % sectorSize);
    this.#cells.fill(0xff, first, Math.ceil((offset + length) / sectorSize) * sectorSize);
  }

  #check(offset: number, length: number): void {
    if (offset < 0 || offset + length > this.size)
      throw new RangeError(`flash: ${length} bytes at ${offset} lie outside of ${this.size}`);
  }
}
