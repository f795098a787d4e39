import type { FaultBoard, Victim } from "./fault-board.js";

export type Direction = "received" | "sent";

/** Counts what passes a connection while a `drop` fault is on, and says when its byte n is reached. */
export class ByteBudget {
  readonly #faults: FaultBoard;
  /** Bytes that passed since each fault began to concern this connection. */
  readonly #passed = new Map<number, number>();

  constructor(faults: FaultBoard) {
    this.#faults = faults;
  }

  /** @returns the part that still passes; if it is shorter than `bytes`, the connection is to be dropped behind it. */
  take(direction: Direction, bytes: Uint8Array, victim: Victim, now: number): Uint8Array {
    const drop = this.#faults.active("drop", victim.device);
    if (drop === undefined || (drop.fault.direction ?? "received") !== direction) return bytes;
    const passed = this.#passed.get(drop.id) ?? 0;
    const left = drop.fault.bytes - passed;
    if (bytes.length <= left) {
      this.#passed.set(drop.id, passed + bytes.length);
      return bytes;
    }
    this.#faults.strike("drop", victim, now);
    return bytes.subarray(0, left);
  }
}
