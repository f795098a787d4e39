import { X509Certificate } from "node:crypto";
import { rmSync } from "node:fs";
import { join } from "node:path";
import { startEngine } from "../../host-sim/engine/device-engine.js";
import { FlashFile } from "../../host-sim/engine/services/flash-file.js";
import { writeReadings } from "./outbox-flash.js";
import type { Place } from "./place.js";
import { processorTimeOf } from "./processes.js";

/** Milliseconds after which what has not come will not come. */
const patience = 60_000;
/** The whole budget of a fleet is for one device. */
const hurry = { replayJitterMilliseconds: 0, retryFirstMilliseconds: 10, retryMostMilliseconds: 10 };

/** Both in milliseconds. */
export interface Replay {
  readonly duration: number;
  /** Of that, how long the device's process computed. On a computer that is busy elsewhere it says more. */
  readonly computed: number;
}

/**
 * A device with so many readings in flash logs in: milliseconds from there until the cloud has acknowledged them all. Each PUBACK comes so
 * many milliseconds late, which is the round trip.
 */
export async function measureReplay(place: Place, readings: number, roundTrip: number): Promise<Replay> {
  const { cloud, programs, folder } = place;
  const id = "outbox-replay";
  const storageDir = join(folder, id);
  const { connectorId, domain, port, ca } = cloud;
  let pid = 0;
  const live = async (until: (event: Record<string, unknown>) => boolean): Promise<void> => {
    let finish: () => void = () => {};
    let fail: (reason: Error) => void = () => {};
    const isFinished = new Promise<void>((resolve, reject) => {
      finish = resolve;
      fail = reject;
    });
    const timer = setTimeout(() => fail(new Error(`replay: nothing within ${patience} ms`)), patience);
    const engine = await startEngine({
      engine: "xs",
      bundle: programs.device,
      name: id,
      storageDir,
      config: { ...hurry, connectorId, domain, port, deviceId: id, pace: 60_000, replay: readings },
      resources: { "ca.der": new X509Certificate(ca).raw },
      call: (name) => (name === "time" ? true : 0),
      onTrace: () => {},
      onEvent: (event) => {
        if (until(event)) finish();
      },
      onExit: ({ kind, reason }) => {
        if (kind !== "closed") fail(new Error(`replay: ${kind}: ${reason}`));
      },
    });
    pid = engine.pid ?? 0;
    try {
      await isFinished;
    } finally {
      clearTimeout(timer);
      await engine.close();
    }
  };
  // Activation, and everything that is told once.
  await live(({ event, acknowledged }) => event === "reported" && acknowledged === true);
  const path = join(storageDir, "outbox.flash");
  rmSync(path, { force: true });
  writeReadings(new FlashFile({ path, blocks: 128 }), (_journal, count) => count === readings);
  cloud.order({ device: id, delayPubacks: roundTrip });
  let begun = { at: 0, processor: 0 };
  let replay: Replay = { duration: 0, computed: 0 };
  await live(({ event }) => {
    if (event === "connected") begun = { at: performance.now(), processor: processorTimeOf(pid) };
    if (event !== "replayed") return false;
    replay = { duration: performance.now() - begun.at, computed: processorTimeOf(pid) - begun.processor };
    return true;
  });
  return replay;
}
