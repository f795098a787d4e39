import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { derOf, startConnector } from "../../host-sim/emulators/connector/index.js";
import { boardPools, buildWithPools, type Pools } from "./support/fixed-pools.js";
import { giveTo, Simulator } from "./support/simulator.js";

/**
 * `node --import tsx test/sdk/heap-needs.ts [SLOTS:CHUNKBYTES…]`: whether the firmware lives with the memory that boards give it, and with less. Each trial builds the firmware for the SDK's simulator with pools that cannot grow, its modules preloaded as on a board,
 * and lets it activate itself, report, take a write, and start again with its token, over the SDK's TLS.
 *
 * A slot has 32 bytes here and 16 on the ESP32, so slots carry over and bytes of chunks are a little too many. The sizes of what a chip's own
 * drivers take do not show.
 */

/** Milliseconds for one trial; a device that lacks memory says nothing more. */
const patience = 40_000;
const folder = mkdtempSync(join(tmpdir(), "bowline-heap-"));

/** Whether the firmware lives a day in the life of a device with these pools. */
async function lives(pools: Pools): Promise<boolean> {
  const program = await buildWithPools(pools);
  const day = mkdtempSync(join(folder, "day-"));
  const connector = await startConnector({
    stateDir: join(day, "cloud"),
    port: 0,
    id: "sdk",
    resources: [
      { alias: "temperature", format: "number" },
      { alias: "led", format: "boolean", settable: true },
    ],
  });
  const { connectorId, domain, port } = connector;
  const state = join(day, "device");
  giveTo(state, { connectorId, domain, port, deviceId: "sdk-1" }, derOf(connector.ca));
  try {
    for (const life of ["first", "second"]) {
      const simulator = new Simulator({ program, state });
      try {
        if (!(await happens(simulator, "reported", { resource: "temperature", acknowledged: true })))
          return false;
        await connector.write("sdk-1", "led", life === "first");
        if (!(await happens(simulator, "output", { value: life === "first" }))) return false;
      } finally {
        await simulator.stop();
      }
    }
    return true;
  } finally {
    await connector.close();
    rmSync(day, { recursive: true, force: true });
  }
}

async function happens(
  simulator: Simulator,
  name: string,
  wanted: Readonly<Record<string, unknown>>,
): Promise<boolean> {
  for (const end = Date.now() + patience; Date.now() < end; await pause(100)) {
    if (simulator.events.count(name, wanted) > 0) return true;
    if (simulator.lines.some((line) => line.includes("XS abort"))) return false;
  }
  return false;
}

/** What is tried: `SLOTS:CHUNKBYTES` of the command line, or a board's pools and smaller ones, each by itself. */
function trials(board: Pools, chosen: readonly string[]): readonly Pools[] {
  if (chosen.length > 0) {
    return chosen.map((pools) => {
      const [slots = board.slots, chunkBytes = board.chunkBytes] = pools.split(":").map(Number);
      return { ...board, slots, chunkBytes };
    });
  }
  const smaller = (["slots", "chunkBytes", "stackSlots"] as const).flatMap((pool) =>
    [3 / 4, 1 / 2].map((share) => ({ ...board, [pool]: board[pool] * share })),
  );
  // The C3 has one arena for all of it, of 131,072 bytes on a chip.
  return [board, ...smaller, { slots: 3712, chunkBytes: 55_296, stackSlots: 1024 }];
}

try {
  for (const pools of trials(boardPools, process.argv.slice(2))) {
    const { chunkBytes, slots, stackSlots } = pools;
    const verdict = (await lives(pools)) ? "enough" : "too little";
    process.stdout.write(
      `${slots} slots, ${chunkBytes} bytes of chunks, stack of ${stackSlots}: ${verdict}\n`,
    );
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
