import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { fileURLToPath } from "node:url";
import { buildSimulator } from "./support/build.js";
import { Simulator } from "./support/simulator.js";

const manifest = fileURLToPath(new URL("../../manifests/sensor-check", import.meta.url));

/** A healthy chip in a room: what it was told to measure, rounded to its resolution. */
const room = { temperature: 21.5, humidity: 45, quality: "good" };

/** What the firmware's wrapper makes of the SDK's drivers, chip by chip; readings to two decimals. */
const expected: readonly (readonly [name: string, sample: object])[] = [
  ["SHT3x in good order", room],
  ["SHT3x humidity corrupt", { temperature: 21.5, quality: "corrupt" }],
  ["SHT3x temperature and status corrupt", { humidity: 45, quality: "corrupt" }],
  ["SHT3x mended", room],
  ["SHT3x holds the clock", { quality: "silent" }],
  ["SHT3x unplugged, look 1", { quality: "silent" }],
  ["SHT3x unplugged, look 2", { quality: "silent" }],
  ["SHT3x unplugged, look 3", { quality: "absent" }],
  ["SHT3x unplugged, look 4", { quality: "absent" }],
  ["SHT3x plugged in again", room],
  // Its driver cuts off the third decimal.
  ["AHT10 in good order", { ...room, humidity: 44.99 }],
  // The example in the chip's data sheet (§3.12): 25.08 °C and 100653.27 Pa; the driver counts in single precision.
  ["BMP280 in good order", { temperature: 25.08, pressure: 100_653.25, quality: "good" }],
  ["BMP280 is another chip", { quality: "absent" }],
  ["TMP117 too early", { quality: "implausible" }],
  ["TMP117 in good order", { temperature: 21.5, quality: "good" }],
  ["TMP117 too early", { quality: "implausible" }],
  ["TMP117 below zero", { temperature: -40.5, quality: "good" }],
  ["TMP117 unplugged, look 1", { quality: "silent" }],
  ["TMP117 unplugged, look 2", { quality: "silent" }],
  ["TMP117 unplugged, look 3", { quality: "silent" }],
  ["TMP117 unplugged, look 4", { quality: "absent" }],
  ["TMP117 too early", { quality: "implausible" }],
  ["TMP117 plugged in again", { temperature: -40.5, quality: "good" }],
  ["TMP117 is another chip", { quality: "absent" }],
  ["SHT3x missing", { quality: "absent" }],
  ["AHT10 missing", { quality: "absent" }],
  ["BMP280 missing", { quality: "absent" }],
  ["TMP117 missing", { quality: "absent" }],
];

describe("the SDK's sensor drivers, behind the firmware's wrapper, on simulated chips", () => {
  let folder: string;
  let simulator: Simulator;

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), "bowline-sensors-"));
    const program = await buildSimulator({ manifest });
    simulator = new Simulator({ program, state: folder });
  });

  after(async () => {
    await simulator?.stop();
    await rm(folder, { recursive: true, force: true });
  });

  it("end with a sample and its quality in every case, never with an exception", async () => {
    await simulator.events.next("finished");
    const samples = simulator.events.all.flatMap(({ event, name, sample }) =>
      event === "sample" ? [[name, rounded(sample as object)]] : [],
    );
    assert.deepEqual(samples, expected);
  });
});

function rounded(sample: object): object {
  return Object.fromEntries(
    Object.entries(sample).map(([name, value]) => [
      name,
      typeof value === "number" ? Math.round(value * 100) / 100 : value,
    ]),
  );
}
