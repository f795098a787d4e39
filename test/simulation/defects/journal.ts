import { type Defect, defect } from "../defect.js";

const folder = "firmware/outbox/journal";

/** Mistakes in the journal's pages and records. */
export const journalDefects: readonly Defect[] = [
  defect(
    "no-record-check",
    "a record counts without its checksum",
    `${folder}/record.ts`,
    "return crc === crc32(view, at, at + length - 4, page) ? length : 0;",
    "return crc >= 0 ? length : 0;",
  ),
  defect(
    "no-read-back",
    "what was written is not read back",
    `${folder}/checked-flash.ts`,
    "return this.#every(at, bytes.length, (index, byte) => byte === bytes[index]) < 0;",
    "return true;",
  ),
  defect(
    "forgotten-pages",
    "a start looks at half of the pages",
    `${folder}/mount.ts`,
    "for (let age = blocks - 1; age >= 0; age--) {",
    "for (let age = blocks / 2; age >= 0; age--) {",
  ),
  defect(
    "forgotten-head",
    "a start forgets the page that was being written",
    `${folder}/mount.ts`,
    "return table.enter(block, waiting, generations, true);",
    "return table.enter(block, 0, generations, waiting >= 0);",
  ),
  defect(
    "slots-by-count",
    "after a restart slots are numbered by counting the whole records",
    `${folder}/page-view.ts`,
    "slots = Math.max(slots, readingAt(this.view, at).slot + 1);",
    "slots = slots === 0 ? 1 : slots + (readingAt(this.view, at).slot >= 0 ? 0 : 1);",
  ),
  defect(
    "never-releases",
    "what the cloud has stays in flash",
    `${folder}/replay.ts`,
    "    this.releaseAt(positions);\n  }",
    "  }",
  ),
  defect(
    "uneven-wear",
    "the last block is left out of the round",
    `${folder}/journal.ts`,
    "const next = block < 0 ? step - 1 : (block + step) % blocks;",
    "const next = block < 0 ? step - 1 : (block + step) % (blocks - 1);",
  ),
  defect(
    "same-boot",
    "a restart does not count",
    `${folder}/journal.ts`,
    "this.boot = mounted.boot + 1;",
    "this.boot = mounted.boot;",
  ),
  defect(
    "device-time-from-zero",
    "device time begins anew with each restart",
    `${folder}/journal.ts`,
    "this.start = mounted.time + 1;",
    "this.start = 0;",
  ),
];
