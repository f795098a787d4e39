import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { derOf, startConnector } from "../../host-sim/emulators/connector/index.js";
import { DamagingProxy } from "../support/damaging-proxy.js";
import type { Recorded } from "../support/event-record.js";
import { boardPools, buildWithPools } from "./support/fixed-pools.js";
import { giveTo, Simulator } from "./support/simulator.js";

/**
 * `node --import tsx test/sdk/heap-endurance.ts [REPORTS] [RECONNECTIONS]`: 10,000 reports and 200 reconnections of the firmware in the
 * SDK's simulator, over the SDK's TLS and MQTT client, with a board's pools, which cannot grow. A leak runs into their end: then the program
 * aborts, and this ends with exit code 1.
 *
 * Each report is the answer to a write from the cloud, which also takes the way of commands, storage and events; a reconnection is a cut in the
 * network, a TLS handshake with it.
 */
const [reports = 10_000, reconnections = 200] = process.argv.slice(2).map(Number);

/** Writes on their way at a time. */
const burst = 8;
const started = performance.now();

function say(what: string): void {
  process.stdout.write(
    `${Math.round((performance.now() - started) / 1000)} s: ${what}, and no pool ran out\n`,
  );
}

async function endure(program: string, folder: string): Promise<void> {
  const connector = await startConnector({
    stateDir: join(folder, "cloud"),
    port: 0,
    id: "sdk",
    resources: [{ alias: "led", format: "boolean", settable: true }],
  });
  const proxy = await DamagingProxy.inFrontOf(connector.port);
  const { connectorId, domain } = connector;
  const state = join(folder, "device");
  const settings = {
    connectorId,
    domain,
    port: proxy.port,
    deviceId: "sdk-1",
    retryFirstMilliseconds: 50,
    stableMilliseconds: 1,
  };
  giveTo(state, settings, derOf(connector.ca));
  let reported = 0;
  const count = (event: Recorded): void => {
    if (event.event !== "reported" || event.acknowledged !== true) return;
    reported += 1;
    if (reported % 1000 === 0) say(`${reported} reports`);
  };
  const simulator = new Simulator({ program, state, onEvent: count });
  const { events } = simulator;
  let isOn = false;
  const switchIt = async (times: number): Promise<void> => {
    for (let done = 0; done < times; done++) {
      isOn = !isOn;
      await connector.write("sdk-1", "led", isOn);
    }
    await events.next("reported", { resource: "led", value: isOn, acknowledged: true });
  };
  try {
    await events.next("reported", { resource: "led", acknowledged: true });
    while (reported < reports) await switchIt(burst);
    for (let done = 0; done < reconnections; done++) {
      proxy.cut();
      await events.next("disconnected");
      await events.next("connected");
      await switchIt(1);
      if ((done + 1) % 20 === 0) say(`${done + 1} reconnections`);
    }
    if (events.count("simulator-exited") > 0 || events.count("activated") !== 1)
      throw new Error("the device did not live through it in one life");
  } catch (error) {
    const abort = simulator.lines.filter((line) => line.includes("XS abort"));
    throw new Error([...abort, String(error)].join("\n"));
  } finally {
    await simulator.stop();
    proxy.close();
    await connector.close();
  }
}

const folder = mkdtempSync(join(tmpdir(), "bowline-endurance-"));
try {
  await endure(await buildWithPools(boardPools), folder);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
