import type { FlashRegion } from "../../firmware/ports/flash.js";
import { FlashChip } from "../world/flash-chip.js";
import type { FlashFate, Tear } from "../world/flash-fate.js";
import type { Life } from "./life.js";
import type { PowerPoints } from "./power-points.js";
import type { RandomStream } from "./random-stream.js";
import type { WorldTime } from "./world-time.js";

/** Small, so that it is full after a week without a cloud: 32 KiB. */
const blocks = 8;

export interface OutboxFlashOptions {
  readonly points: PowerPoints;
  readonly random: RandomStream;
  readonly time: WorldTime;
}

/** The chip's part for the outbox. It outlives the device's power; each life gets a view of its own. */
export class OutboxFlash {
  /** Added to every erase, milliseconds: a chip in the cold. */
  slowness = 0;
  readonly #chip: FlashChip;
  readonly #options: OutboxFlashOptions;
  #told = 0;

  constructor(options: OutboxFlashOptions) {
    const { points, random } = options;
    this.#options = options;
    this.#chip = new FlashChip({
      blocks,
      random: () => random.real(),
      fate: ({ kind }) => this.#fate(points.next()) ?? (kind === "erase" ? this.#slow() : undefined),
    });
  }

  /** Erases of each block. */
  get wear(): Uint32Array {
    return this.#chip.eraseCounts;
  }

  /** One bit of erased space, somewhere, loses its charge. */
  rot(): void {
    const { random } = this.#options;
    const { memory } = this.#chip;
    for (let tries = 0; tries < 100; tries++) {
      const at = random.integer(16, memory.length - 16);
      if (memory.subarray(at - 16, at + 16).every((byte) => byte === 0xff)) {
        return this.#chip.rot(at, 1 << random.integer(0, 7));
      }
    }
  }

  /** The region in the hands of one life. `cut` takes the power away, `failed` hears that an operation fails. */
  regionFor(life: Life, { cut, failed }: { cut(): void; failed(): void }): FlashRegion {
    const chip = this.#chip;
    const perform = (operation: () => void): void => {
      life.check();
      try {
        operation();
      } catch (error) {
        this.#pass();
        if (chip.isOn) failed();
        else {
          chip.powerOn();
          cut();
          life.check();
        }
        throw error;
      }
      this.#pass();
    };
    return {
      blockSize: chip.blockSize,
      blocks: chip.blocks,
      read: (offset, into) => {
        life.check();
        chip.read(offset, into);
      },
      program: (offset, bytes) => perform(() => chip.program(offset, bytes)),
      erase: (block) => perform(() => chip.erase(block)),
    };
  }

  /** The processor waits as long as the chip is busy. */
  #pass(): void {
    this.#options.time.spend(this.#chip.busy - this.#told);
    this.#told = this.#chip.busy;
  }

  #slow(): FlashFate | undefined {
    return this.slowness === 0 ? undefined : { kind: "slow", delay: this.slowness };
  }

  #fate(mishap: ReturnType<PowerPoints["next"]>): FlashFate | undefined {
    const { random } = this.#options;
    const torn = (): Tear => random.pick(["prefix", "bits"] as const);
    switch (mishap) {
      case undefined:
        return undefined;
      case "failed":
        return { kind: "error", tear: random.chance(0.5) ? "before" : torn() };
      case "during":
        return { kind: "cut", tear: torn() };
      case "before":
      case "after":
        return { kind: "cut", tear: mishap };
    }
  }
}
