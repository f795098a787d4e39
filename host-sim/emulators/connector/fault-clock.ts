import type { FaultBoard } from "./core/faults/fault-board.js";

/** Runs the times of a fault board on the real clock. */
export class FaultClock {
  readonly #board: FaultBoard;
  readonly #now: () => number;
  readonly #unsubscribe: () => void;
  #timer: NodeJS.Timeout | undefined;

  constructor(board: FaultBoard, now: () => number) {
    this.#board = board;
    this.#now = now;
    this.#unsubscribe = board.subscribe(() => this.#wait());
    this.#wait();
  }

  close(): void {
    this.#unsubscribe();
    clearTimeout(this.#timer);
  }

  #wait(): void {
    clearTimeout(this.#timer);
    const { deadline } = this.#board;
    if (deadline === undefined) return;
    this.#timer = setTimeout(
      () => {
        this.#board.tick(this.#now());
        this.#wait();
      },
      Math.max(1, Math.ceil(deadline - this.#now())),
    );
  }
}
