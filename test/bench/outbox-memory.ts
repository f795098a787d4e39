import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { bundleProgram } from "../../host-sim/engine/bundle.js";
import { startEngine } from "../../host-sim/engine/device-engine.js";
import type { HeapFigures } from "../../host-sim/engine/machine.js";
import { minus } from "./heap-growth.js";

export interface OutboxMemory {
  readonly readings: number;
  /** What each holds on the heap of XS more than an empty one. */
  readonly flash: HeapFigures;
  readonly memory: HeapFigures;
}

/** Room for readings in memory, which a board has not. */
const heap = { chunkBytes: 4_000_000, slots: 400_000 };
/** Writing them takes a while, in one turn. */
const turnLimit = 120_000;

/** What so many readings take on XS: in flash, and in memory. */
export async function measureOutboxMemory(folder: string, readings: number): Promise<OutboxMemory> {
  const bundle = await bundleProgram({
    entry: fileURLToPath(new URL("./outbox-program.ts", import.meta.url)),
  });
  const heapOf = async (part: string, readings: number): Promise<HeapFigures> => {
    let ready: (event: Record<string, unknown>) => void = () => {};
    let failed: (reason: Error) => void = () => {};
    const isReady = new Promise<Record<string, unknown>>((resolve, reject) => {
      ready = resolve;
      failed = reject;
    });
    const engine = await startEngine({
      engine: "xs",
      bundle,
      name: `outbox-${part}`,
      storageDir: join(folder, `outbox-${part}-${readings}`),
      config: { part, readings },
      heap,
      turnLimit,
      onTrace: () => {},
      onEvent: (event) => ready(event),
      onExit: ({ kind, reason }) => failed(new Error(`outbox in ${part}: ${kind}: ${reason}`)),
    });
    try {
      const { readings: held } = await isReady;
      if (held !== readings) throw new Error(`outbox in ${part}: holds ${held}`);
      const figures = await engine.heap();
      if (figures === undefined) throw new Error(`outbox in ${part}: the engine is off`);
      return figures;
    } finally {
      await engine.close();
    }
  };
  const grown = async (part: string): Promise<HeapFigures> =>
    minus(await heapOf(part, readings), await heapOf(part, 0));
  return { readings, flash: await grown("flash"), memory: await grown("memory") };
}
