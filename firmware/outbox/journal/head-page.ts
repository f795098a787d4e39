import type { CheckedFlash } from "./checked-flash.js";
import { aligned, headerBytes, readyAt, recordsAt, sealAt } from "./layout.js";
import { encodeHeader, encodeSeal, type PageHeader, sealBytes } from "./page-header.js";
import type { PageView } from "./page-view.js";
import { kinds, type RecordWriter, readingAt } from "./record.js";

/** A page whose flash failed so often at one record is given up. */
const mostFailures = 3;
/** Aliases that a page can number. */
const mostAliases = 255;

/** The page that is being written. Nothing is overwritten: where the flash is not as it should be, the next record goes behind it. */
export class HeadPage {
  #flash: CheckedFlash;
  #record: RecordWriter;
  /** For headers, seals and single bytes. */
  #small = new Uint8Array(headerBytes + sealBytes);
  #aliases = new Map<string, number>();
  #generations = 0;
  #anchored = false;
  /** -1: there is none yet. */
  block = -1;
  sequence = 0;
  end = recordsAt;
  slots = 0;

  constructor(flash: CheckedFlash, record: RecordWriter) {
    this.#flash = flash;
    this.#record = record;
  }

  /** Begins a new page; false where the block is worn out. What was in it is lost. */
  begin(block: number, header: PageHeader): boolean {
    const { region } = this.#flash;
    if (!this.#flash.erase(block)) return false;
    const bytes = this.#small.subarray(0, headerBytes);
    encodeHeader(header, region.blockSize, bytes);
    if (!this.#flash.program(block * region.blockSize, bytes)) return false;
    this.block = block;
    this.sequence = header.sequence;
    this.end = recordsAt;
    this.slots = 0;
    this.#aliases.clear();
    this.#generations = 0;
    this.#anchored = false;
    return true;
  }

  /** Goes on with the page that is loaded, after a restart. */
  resume(page: PageView): void {
    this.block = page.block;
    this.sequence = page.sequence;
    this.slots = page.slots;
    // What its seal says would no longer hold.
    this.end = page.isSealed ? page.bytes.length : page.end;
    this.#aliases.clear();
    for (let at = page.first(); at >= 0; at = page.next(at)) {
      const kind = page.kindAt(at);
      const number = page.view.getUint8(at + 4);
      if (kind === kinds.alias) this.#aliases.set(page.name(number) ?? "", number);
      if (kind === kinds.anchor) this.#anchored = true;
      if (kind === kinds.reading) this.#generations |= 1 << readingAt(page.view, at).generation;
    }
  }

  /** Bytes that are left for records. */
  get room(): number {
    return this.block < 0 ? 0 : this.#flash.region.blockSize - this.slots - this.end;
  }

  get isAnchored(): boolean {
    return this.#anchored;
  }

  /** The number of an alias in this page; it is written first where it has none. Undefined where there is no room. */
  alias(name: string): number | undefined {
    const known = this.#aliases.get(name);
    if (known !== undefined) return known;
    const number = this.#aliases.size;
    if (number >= mostAliases) return undefined;
    this.#record.alias(number, new Uint8Array(ArrayBuffer.fromString(name)), this.sequence);
    if (!this.#write(0)) return undefined;
    this.#aliases.set(name, number);
    return number;
  }

  /** A number for the next reading, whose byte at the page's end is as it should be; undefined where there is no room. */
  freeSlot(): number | undefined {
    const { blockSize } = this.#flash.region;
    for (; this.room > 0; this.slots++) {
      const at = (this.block + 1) * blockSize - 1 - this.slots;
      if (this.#flash.firstUsed(at, 1) < 0) return this.slots;
      // Rotted while it was free. It must not look like a reading that waits.
      this.#flash.program(at, this.#zero());
    }
    return undefined;
  }

  /** Writes the reading that the writer holds, with the slot that `freeSlot` gave; false where it is not in flash. */
  writeReading(generation: number): boolean {
    if (!this.#write(1)) return false;
    this.slots += 1;
    this.#generations |= 1 << generation;
    return true;
  }

  /** Writes what the writer holds. `isAnchor`: it says what time it is in this run. */
  writeNote(isAnchor: boolean): boolean {
    if (!this.#write(0)) return false;
    if (isAnchor) this.#anchored = true;
    return true;
  }

  /** The page has taken over what the one before knew. */
  prepared(): void {
    this.#flash.program(this.block * this.#flash.region.blockSize + readyAt, this.#zero());
  }

  /** Says for later starts what is in the page. One that is not sealed is read as a whole instead, so a failure costs only time. */
  seal(): void {
    const { region } = this.#flash;
    const bytes = this.#small.subarray(0, sealBytes);
    const { end, slots, sequence } = this;
    const seal = { end, slots, generations: this.#generations, anchored: this.#anchored };
    encodeSeal(seal, sequence, bytes);
    this.#flash.program(this.block * region.blockSize + sealAt, bytes);
  }

  #zero(): Uint8Array {
    return this.#small.fill(0, 0, 1).subarray(0, 1);
  }

  #write(slots: number): boolean {
    const { region } = this.#flash;
    const { bytes, length } = this.#record;
    for (let failures = 0; failures < mostFailures && length + slots <= this.room; ) {
      const at = this.block * region.blockSize + this.end;
      const used = this.#flash.firstUsed(at, length);
      if (used >= 0) {
        // A record that was cut, or bits that rotted.
        this.end += aligned(used + 1);
        continue;
      }
      this.end = aligned(this.end + length);
      if (this.#flash.program(at, bytes.subarray(0, length))) return true;
      failures += 1;
    }
    return false;
  }
}
