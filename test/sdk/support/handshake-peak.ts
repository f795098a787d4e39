import type { HeapFigures } from "../../../host-sim/engine/machine.js";
import type { Pools } from "./fixed-pools.js";
import type { HandshakePlace } from "./handshake-run.js";
import { leastThatWorks } from "./least-that-works.js";

/** Far more than a handshake takes. */
const roomy: Pools = Object.freeze({ chunkBytes: 200_000, slots: 8000, stackSlots: 1024 });

export interface HandshakePeak {
  /** What lives when the program is there and the connection not begun. */
  readonly before: HeapFigures;
  /** What lives when it stands. */
  readonly connected: HeapFigures;
  /** The most that lives at any moment: the smallest pools in which it works, which garbage does not fill. */
  readonly peak: HeapFigures;
  /** The same without a connection. */
  readonly start: HeapFigures;
}

/** How close the smallest pools are looked for. */
export interface Steps {
  readonly slots: number;
  readonly chunkBytes: number;
}

/** What a TLS handshake takes of the heap, by programs that do nothing else. */
export async function handshakePeak(
  place: HandshakePlace,
  program: string,
  steps: Steps,
): Promise<HandshakePeak> {
  const { before, connected } = await place.heaps(program);
  const least = async (connect: 0 | 1): Promise<HeapFigures> => {
    const of = (pool: "slots" | "chunkBytes"): Promise<number> =>
      leastThatWorks({ low: 0, high: stepped(roomy[pool], steps[pool]), step: steps[pool] }, (amount) =>
        place.worksIn(program, { ...roomy, [pool]: amount }, connect),
      );
    return { slots: await of("slots"), chunkBytes: await of("chunkBytes") };
  };
  return { before, connected, peak: await least(1), start: await least(0) };
}

function stepped(amount: number, step: number): number {
  return Math.floor(amount / step) * step;
}
