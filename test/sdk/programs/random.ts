import board from "platform/board";
import RNG from "rng";
import { host } from "../../../host-sim/engine/inside/host.js";

/** Tells what the generator of TLS gives in a run, as the engine starts it and after the board has seeded it, and what passwords are made of. */
export default function main(): void {
  const unseeded = drawn();
  board.seedTLS?.();
  const seeded = drawn();
  board.seedTLS?.();
  host.emit({ event: "random", unseeded, seeded, again: drawn(), entropy: hex(board.entropy(32)) });
}

function drawn(): string {
  return hex(new Uint8Array(RNG.get(32)));
}

function hex(bytes: Uint8Array): string {
  return [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}
