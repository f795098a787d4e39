import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { HeapFigures } from "../../host-sim/engine/machine.js";
import { HeapLife } from "./support/heap-life.js";
import { buildPrograms } from "./support/programs.js";

/**
 * `node --import tsx test/sdk/heap-endurance.ts [REPORTS] [RECONNECTIONS]`: what lives on the heap of a device after 10,000 reports, and after 200
 * reconnections with their TLS handshakes, by the engine's own figures after a garbage collection. In the SDK's simulator, over the SDK's TLS and
 * MQTT client; exit code 1 where it is a slot or a byte more than at the beginning. `test/sdk/heap.test.ts` is the short form.
 */
const [reports = 10_000, reconnections = 200] = process.argv.slice(2).map(Number);
const started = performance.now();

function say(what: string, { slots, chunkBytes }: HeapFigures): void {
  const seconds = Math.round((performance.now() - started) / 1000);
  process.stdout.write(`${seconds} s: ${what}: ${slots} slots, ${chunkBytes} bytes of chunks\n`);
}

/** Looks at the heap, does something many times, and looks after each tenth of it. False where the heap has grown. */
async function holds(
  life: HeapLife,
  what: string,
  times: number,
  act: (count: number) => Promise<void>,
): Promise<boolean> {
  const before = await life.look();
  say(`before ${what}`, before);
  let now = before;
  for (let done = 0; done < times; ) {
    const some = Math.min(Math.ceil(times / 10), times - done);
    await act(some);
    done += some;
    now = await life.look();
    say(`${done} ${what}`, now);
  }
  return now.slots <= before.slots && now.chunkBytes <= before.chunkBytes;
}

const folder = mkdtempSync(join(tmpdir(), "bowline-endurance-"));
try {
  const program = await buildPrograms({ isInstrumented: true });
  const life = await HeapLife.begin({ program, folder });
  try {
    const outcomes = [
      await holds(life, "reports", reports, (count) => life.report(count)),
      // The first outage leaves something behind that every other one replaces.
      await life.reconnect().then(() =>
        holds(life, "reconnections", reconnections, async (count) => {
          for (let done = 0; done < count; done++) await life.reconnect();
        }),
      ),
    ];
    if (outcomes.includes(false)) process.exitCode = 1;
  } finally {
    await life.close();
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
