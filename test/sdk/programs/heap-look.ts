import Debug from "debug";
import Instrumentation from "instrumentation";
import { host } from "../../../host-sim/engine/inside/host.js";

/** Of a slot in the simulator; on the ESP32 it has 16. */
const slotBytes = 32;

/** Tells what lives on the heap once the garbage is gone: `{"event": "heap", "at": "before", "slots": 2711, "chunkBytes": 9824}`. */
export function lookAtHeap(at: string): void {
  Debug.gc();
  const slots = (Instrumentation.get(Instrumentation.map("XS Slot Heap Used")) ?? Number.NaN) / slotBytes;
  const chunkBytes = Instrumentation.get(Instrumentation.map("XS Chunk Heap Used")) ?? Number.NaN;
  host.emit({ event: "heap", at, slots, chunkBytes });
}
