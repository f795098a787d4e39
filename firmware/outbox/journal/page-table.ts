const valid = 1;
const anchored = 2;
/** Bits 2 to 5: generations 0 to 3. */
const generationShift = 2;
const generationMask = 15;
const whole = 64;

/** What memory knows of each block: three bytes. */
export class PageTable {
  #waiting: Uint16Array;
  #marks: Uint8Array;
  /** Readings in flash that the cloud does not have. */
  total = 0;

  constructor(blocks: number) {
    this.#waiting = new Uint16Array(blocks);
    this.#marks = new Uint8Array(blocks);
  }

  /** The block holds a page with so many readings waiting. */
  enter(block: number, waiting: number, generations: number, isAnchored: boolean): void {
    this.remove(block);
    this.#waiting[block] = waiting;
    this.#marks[block] = valid | (isAnchored ? anchored : 0) | (generations << generationShift);
    this.total += waiting;
  }

  remove(block: number): void {
    this.total -= this.waiting(block);
    this.#waiting[block] = 0;
    this.#marks[block] = 0;
  }

  /** One reading more waits there. */
  added(block: number, generation: number): void {
    this.#waiting[block] = this.waiting(block) + 1;
    this.#marks[block] = (this.#marks[block] ?? 0) | (1 << (generation + generationShift));
    this.total += 1;
  }

  released(block: number, count: number): void {
    const taken = Math.min(count, this.waiting(block));
    this.#waiting[block] = this.waiting(block) - taken;
    this.total -= taken;
  }

  /** All of its records were found whole, and nothing will be written there any more. */
  markWhole(block: number): void {
    this.#marks[block] = (this.#marks[block] ?? 0) | whole;
  }

  isWhole(block: number): boolean {
    return ((this.#marks[block] ?? 0) & whole) !== 0;
  }

  anchor(block: number): void {
    this.#marks[block] = (this.#marks[block] ?? 0) | anchored;
  }

  waiting(block: number): number {
    return this.#waiting[block] ?? 0;
  }

  isPage(block: number): boolean {
    return ((this.#marks[block] ?? 0) & valid) !== 0;
  }

  isAnchored(block: number): boolean {
    return ((this.#marks[block] ?? 0) & anchored) !== 0;
  }

  /** Bit n: there are readings that were carried n times. */
  generations(block: number): number {
    return ((this.#marks[block] ?? 0) >>> generationShift) & generationMask;
  }

  /** The highest generation that any page holds. */
  get oldestGeneration(): number {
    let all = 0;
    for (let block = 0; block < this.#marks.length; block++) all |= this.generations(block);
    return all === 0 ? 0 : 31 - Math.clz32(all);
  }
}
