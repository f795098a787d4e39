import { FlashChip, type FlashChipOptions } from "../../host-sim/world/flash-chip.js";
import { PowerLost, type Tear } from "../../host-sim/world/flash-fate.js";
import { seeded } from "./journal-arbitrary.js";
import { assertUnique, type JournalPolicy, JournalScript, plainPolicy, type Step } from "./journal-script.js";

export const tears: readonly Tear[] = ["prefix", "bits", "before", "after"];

/** A script, the flash on which it is played, and the policy of its journal. */
export interface Campaign {
  readonly steps: readonly Step[];
  readonly blockSize?: number;
  readonly blocks?: number;
  /** For what is torn. */
  readonly seed: number;
  readonly policy?: JournalPolicy;
  /** Flash is too small for everything: what is given up must be counted. */
  readonly mayLose?: boolean;
}

export interface Cut {
  /** Which program or erase from the start of the script, from 0. */
  readonly operation: number;
  readonly tear: Tear;
}

const small = { blockSize: 1024, blocks: 16 };

/** Plays the script with these cuts and holds the outcome against the promises; tells how many operations it took. Throws an AssertionError. */
export function play(campaign: Campaign, cuts: readonly Cut[] = []): number {
  const { steps, seed, policy = plainPolicy, mayLose = false, ...size } = campaign;
  const byOperation = new Map(cuts.map(({ operation, tear }) => [operation, tear]));
  const fate: FlashChipOptions["fate"] = ({ number }) => {
    const tear = byOperation.get(number);
    return tear === undefined ? undefined : { kind: "cut", tear };
  };
  const chip = new FlashChip({ ...small, ...size, random: seeded(seed), fate });
  const script = new JournalScript(chip, policy);
  script.play(steps);
  script.settle({ mayLose });
  assertUnique(script.made);
  return chip.operations;
}

/**
 * Cuts the power at every single operation of the script, each time in a world of its own: before the operation the flash and the ledger are
 * copied, and in the copy the operation is torn, the device restarted and everything settled. So a long script is played once and not once
 * a cut. Tells how many cuts there were; `isEnough`, asked after each, may end it early.
 */
export function cutEverywhere(campaign: Campaign, isEnough: (cuts: number) => boolean = () => false): number {
  const { steps, seed, policy = plainPolicy, mayLose = false, ...size } = campaign;
  let cuts = 0;
  const chip = new ForkingChip({ ...small, ...size, random: seeded(seed) }, (copy) => {
    script.fork(copy).settle({ mayLose });
    cuts += 1;
    return !isEnough(cuts);
  });
  const script = new JournalScript(chip, policy);
  script.play(steps);
  chip.stop();
  script.settle({ mayLose });
  assertUnique(script.made);
  return cuts;
}

/** A chip of which a copy is made before each operation; in the copy the power fails during it. */
class ForkingChip extends FlashChip {
  #options: FlashChipOptions;
  #onFork: (copy: FlashChip) => boolean;
  #isForking = true;

  /** `onFork` gets the copy, power off, and tells whether to go on. */
  constructor(options: FlashChipOptions, onFork: (copy: FlashChip) => boolean) {
    super(options);
    this.#options = options;
    this.#onFork = onFork;
  }

  stop(): void {
    this.#isForking = false;
  }

  override program(offset: number, bytes: Uint8Array): void {
    this.#fork((copy) => copy.program(offset, bytes));
    super.program(offset, bytes);
  }

  override erase(block: number): void {
    this.#fork((copy) => copy.erase(block));
    super.erase(block);
  }

  #fork(operate: (copy: FlashChip) => void): void {
    if (!this.#isForking) return;
    const tear = tears[this.operations % tears.length] ?? "bits";
    const fate: FlashChipOptions["fate"] = ({ number }) => (number === 0 ? { kind: "cut", tear } : undefined);
    const copy = new FlashChip({ ...this.#options, memory: this.memory.slice(), fate });
    try {
      operate(copy);
    } catch (error) {
      if (!(error instanceof PowerLost)) throw error;
    }
    this.#isForking = this.#onFork(copy);
  }
}
