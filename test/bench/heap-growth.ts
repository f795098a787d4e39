import type { HeapFigures } from "../../host-sim/engine/machine.js";

/** What the heap has grown by between two equal states; the bare client has been through some of it. */
export interface Growth {
  readonly name: string;
  readonly device: HeapFigures;
  readonly bare?: HeapFigures | undefined;
}

/**
 * What two equal states may differ by. A leak grows with what happened: one slot or one smallest chunk (16 bytes) for each of
 * 100 reconnections is six times as much. What is left is a text that got a digit longer, or a timer that waits now and did not before.
 */
const noise: HeapFigures = { chunkBytes: 256, slots: 16 };

export function minus(one: HeapFigures, other: HeapFigures): HeapFigures {
  return { chunkBytes: one.chunkBytes - other.chunkBytes, slots: one.slots - other.slots };
}

/** A sentence for everything after which the device held more than before. */
export function leaksIn(growths: readonly Growth[]): string[] {
  return growths
    .filter(({ device }) => device.chunkBytes > noise.chunkBytes || device.slots > noise.slots)
    .map(
      ({ name, device }) =>
        `after ${name} the heap has grown by ${device.chunkBytes} bytes of chunks and ${device.slots} slots`,
    );
}
