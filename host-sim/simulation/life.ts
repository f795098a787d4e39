/** Thrown through the firmware when its power is gone; a real one would simply not run on. */
export class PowerLost extends Error {
  override readonly name = "PowerLost";

  constructor() {
    super("the power is gone");
  }
}

/**
 * One life of the device, from power-on to the loss of power. Everything that the firmware was handed belongs to a life and is dead with it:
 * it may run a few lines further where it catches what is thrown at it, and nothing of that reaches the world.
 */
export class Life {
  /** From 1. */
  readonly number: number;
  /** Milliseconds since the simulation began. */
  readonly bornAt: number;
  #isAlive = true;
  #onCrash: (error: unknown) => void;

  constructor(options: { number: number; bornAt: number; onCrash: (error: unknown) => void }) {
    this.number = options.number;
    this.bornAt = options.bornAt;
    this.#onCrash = options.onCrash;
  }

  get isAlive(): boolean {
    return this.#isAlive;
  }

  end(): void {
    this.#isAlive = false;
  }

  /** To be called first by everything through which the firmware reaches the world. @throws PowerLost */
  check(): void {
    if (!this.#isAlive) throw new PowerLost();
  }

  /** Runs a callback of the firmware. What it throws ends a real board with a reboot; told through `onCrash`. */
  run(callback: () => void): void {
    if (!this.#isAlive) return;
    try {
      callback();
    } catch (error) {
      // Whatever is thrown by firmware that has no power any more is nobody's fault.
      if (this.#isAlive) this.#onCrash(error);
    }
  }
}
