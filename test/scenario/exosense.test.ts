import assert from "node:assert/strict";
import { afterEach, before, beforeEach, describe, it } from "node:test";
import { fileURLToPath } from "node:url";
import { type Bundle, bundleProgram } from "../../host-sim/engine/bundle.js";
import { Desk } from "../support/desk.js";
import { EventRecord, type Recorded } from "../support/event-record.js";

const texts = ["config_io", "data_in", "data_out"].map((alias) => ({
  alias,
  format: "string" as const,
  settable: true,
}));

interface Config {
  last_editor?: string;
  channels: Record<string, { protocol_config: Record<string, unknown> }>;
}

describe("a device after the conventions of ExoSense, on XS over TLS", () => {
  let bundle: Bundle;
  let desk: Desk;
  let events: EventRecord;

  before(async () => {
    bundle = await bundleProgram({
      entry: fileURLToPath(new URL("programs/exosense-device.ts", import.meta.url)),
    });
  });

  beforeEach(async () => {
    events = new EventRecord();
    desk = await Desk.set({ resources: texts });
  });

  afterEach(() => desk.clear());

  /** What the device says of its channels when it is new to its cloud. */
  async function told(): Promise<Config> {
    const { value } = await events.next("reported", { resource: "config_io", acknowledged: true });
    return JSON.parse(String(value)) as Config;
  }

  it("describes its channels, and reports them as described", async () => {
    await desk.boot(events, { bundle });
    const first = await events.next("reported", { resource: "data_in", acknowledged: true });
    assert.deepEqual(JSON.parse(String(first.value)), { "001": 1 });
    const config = await told();
    assert.deepEqual(Object.keys(config.channels), ["001", "002"]);
    assert.equal(config.channels["001"]?.protocol_config.report_rate, 60_000);
  });

  it("reports as the cloud's config_io says, and still does after a restart", async () => {
    const device = await desk.boot(events, { bundle });
    const config = await told();
    Object.assign(config.channels["001"]?.protocol_config ?? {}, {
      report_rate: 1000,
      report_on_change: true,
    });
    config.last_editor = "somebody";
    await desk.connector.write("dev-1", "config_io", JSON.stringify(config));
    await events.next("written", { resource: "config_io", accepted: true });
    const [settled] = await desk.connector.read("dev-1", "config_io");
    await reportsEverySecond(events);
    await device.close();

    const second = new EventRecord();
    await desk.boot(second, { bundle });
    await reportsEverySecond(second);
    assert.match(String(settled?.set), /somebody/);
  });

  it("refuses a config_io that makes no sense, says why, and tells the one that holds", async () => {
    await desk.boot(events, { bundle });
    const config = await told();
    Object.assign(config.channels["001"]?.protocol_config ?? {}, { report_rate: 1 });
    await desk.connector.write("dev-1", "config_io", JSON.stringify(config));
    const { reason } = await events.next("written", { resource: "config_io", accepted: false });
    assert.match(String(reason), /^channels\.001\.protocol_config\.report_rate: must be 1000 to 86400000 ms/);
    await desk.cloudEvents.next("reported", {
      resource: "config_io",
      value: /"report_rate":60000/,
      settles: true,
    });
  });

  it("writes a data_out back when it is received, moves the output, and tells the outcome in data_in", async () => {
    await desk.boot(events, { bundle });
    await told();
    await desk.connector.write("dev-1", "data_out", '{"002":true}');
    await events.next("output", { output: "led", value: true });
    await events.next("reported", { resource: "data_in", value: '{"002":true}', acknowledged: true });
    const answers = desk.cloudEvents.all.filter(isAnswer).map(({ resource }) => resource);
    assert.deepEqual(answers, ["data_out", "data_in"], "received comes before done");
  });
});

function isAnswer({ event, value }: Recorded): boolean {
  return event === "reported" && value === '{"002":true}';
}

async function reportsEverySecond(events: EventRecord): Promise<void> {
  const counts: number[] = [];
  while (counts.length < 3) {
    const { value } = await events.next("reported", { resource: "data_in", acknowledged: true });
    counts.push((JSON.parse(String(value)) as Record<string, number>)["001"] ?? 0);
  }
  const [first = 0] = counts;
  assert.deepEqual(counts, [first, first + 1, first + 2]);
}
