import storage from "embedded:storage/flash";
import { FlashPartition } from "../../../firmware/storage/flash-partition.js";
import { report, runPart, thrownBy } from "./report.js";

function region(): FlashPartition {
  return new FlashPartition(storage.open({ path: "outbox" }));
}

function bytes(offset: number, count: number): number[] {
  const into = new Uint8Array(count);
  region().read(offset, into);
  return [...into];
}

runPart({
  size() {
    const { blockSize, blocks } = region();
    report([blockSize, blocks, bytes(blockSize * blocks - 2, 2)]);
  },
  program() {
    const flash = region();
    flash.program(5, Uint8Array.of(0xf0, 0x0f));
    flash.program(5, Uint8Array.of(9, 0x3c, 0xff, 9).subarray(1, 3));
    report(bytes(4, 4));
    flash.program(flash.blockSize - 1, Uint8Array.of(1, 2));
    flash.erase(1);
    report(bytes(flash.blockSize - 2, 4));
  },
  far() {
    const flash = region();
    flash.program(flash.blockSize * 100 + 3, Uint8Array.of(7));
    report([bytes(flash.blockSize * 50, 2), bytes(flash.blockSize * 100 + 2, 3)]);
  },
  keep() {
    report(bytes(0, 3));
    region().program(1, Uint8Array.of(0x55));
    report(bytes(0, 3));
  },
  limits() {
    const flash = region();
    const end = flash.blockSize * flash.blocks;
    report([
      thrownBy(() => flash.read(end - 1, new Uint8Array(2))),
      thrownBy(() => flash.program(-1, new Uint8Array(1))),
      thrownBy(() => flash.erase(flash.blocks)),
    ]);
  },
  absent() {
    report([
      thrownBy(() => storage.open({ path: "outbox" })),
      thrownBy(() => storage.open({ path: "other" })),
    ]);
  },
});
