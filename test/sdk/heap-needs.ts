import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { derOf, startConnector } from "../../host-sim/emulators/connector/index.js";
import { buildSimulator } from "./support/build.js";
import { boardPools, type Pools, withPools } from "./support/fixed-pools.js";
import { handshakePeak } from "./support/handshake-peak.js";
import { HandshakePlace } from "./support/handshake-run.js";
import { leastThatWorks } from "./support/least-that-works.js";
import { buildPrograms } from "./support/programs.js";
import { giveTo, Simulator } from "./support/simulator.js";

/**
 * `node --import tsx test/sdk/heap-needs.ts`: the smallest memory in which a TLS handshake works, and in which the firmware lives: it activates
 * itself, reports, takes a write, and starts again with its token. In the SDK's simulator, with pools that cannot grow and modules preloaded as on a
 * board; each pool by itself, the others as on a board.
 *
 * A slot has 32 bytes here and 16 on the ESP32, so slots carry over and bytes of chunks are a little too many. The sizes of what a chip's own
 * drivers take do not show.
 */

/** Milliseconds for one step of a life; a device that lacks memory says nothing more. */
const patience = 20_000;
const folder = mkdtempSync(join(tmpdir(), "bowline-heap-"));

/** Whether the firmware lives a day in the life of a device with these pools. */
async function lives(built: string, pools: Pools): Promise<boolean> {
  const day = mkdtempSync(join(folder, "day-"));
  const program = join(day, "mc.so");
  withPools(built, pools, program);
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
  for (const end = Date.now() + patience; Date.now() < end; await pause(50)) {
    if (simulator.events.count(name, wanted) > 0) return true;
    if (simulator.lines.some((line) => line.includes("XS abort"))) return false;
    if (simulator.events.count("restart") + simulator.events.count("simulator-exited") > 0) return false;
  }
  return false;
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

try {
  const place = await HandshakePlace.open(join(folder, "handshakes"));
  const programs = await buildPrograms({ isInstrumented: true });
  for (const [when, { slots, chunkBytes }] of Object.entries(
    await handshakePeak(place, programs, { slots: 1, chunkBytes: 16 }),
  ))
    say(`handshake, ${when}: ${slots} slots, ${chunkBytes} bytes of chunks`);
  place.close();
  const built = await buildSimulator();
  for (const [pool, step] of [
    ["slots", 32],
    ["chunkBytes", 512],
    ["stackSlots", 16],
  ] as const) {
    const board = boardPools[pool];
    const least = await leastThatWorks({ low: board % step, high: board, step }, (amount) =>
      lives(built, { ...boardPools, [pool]: amount }),
    );
    say(`a life, ${pool}: ${least} are enough, ${least - step} too little; a board has ${board}`);
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
