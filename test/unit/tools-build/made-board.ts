import type { Board } from "../../../tools/work/build/boards.js";
import type { Chip } from "../../../tools/work/build/chips.js";

/** A board of no maker, with this chip. */
export function madeBoard(chip: Chip): Board {
  return {
    name: `trial_${chip}`,
    title: "a board for a test",
    target: "esp32",
    chip,
    flashSizeBytes: 0x40_0000,
    network: "wifi",
    console: { kind: "uart", port: 0, transmit: 1, receive: 3 },
    buses: {},
    sensors: {},
    outputs: {},
    heap: { kind: "arena", sizeBytes: 90_000, stackSlots: 768 },
    outbox: { partitionSizeBytes: 0x4_0000 },
    budget: { imageBytes: 0x1f_0000, romSlots: 10_000, resourceBytes: 10_000 },
    folder: "nowhere",
  };
}
