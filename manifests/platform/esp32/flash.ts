import storage from "embedded:storage/flash";
import { FlashPartition } from "storage/flash-partition";
import type { FlashRegion } from "../../../firmware/ports/flash.js";

/** Name of the partition for the outbox in the partition table. */
const label = "outbox";

/**
 * The partition for the outbox. It is written raw: with flash encryption, which writes 16 bytes at a time and none of them twice, it must
 * be left out of the encryption. Throws where the partition table has none.
 */
export function outboxPartition(): FlashRegion {
  return new FlashPartition(storage.open({ path: label, mode: "r+" }));
}
