import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { ChannelTable } from "../../../firmware/exosense/channel.js";
import { generateConfig, readConfig } from "../../../firmware/exosense/config-io.js";
import { readOrders } from "../../../firmware/exosense/data-out.js";

const rates = { reportRate: 10_000, sampleRate: 1000, timeout: 60_000, reportOnChange: false } as const;
const channels: ChannelTable = {
  "001": {
    displayName: "Room",
    description: "beside the door",
    source: "climate.temperature",
    dataType: "TEMPERATURE",
    dataUnit: "DEG_CELSIUS",
    primitive: "NUMERIC",
    precision: 1,
    ...rates,
    downSample: "AVG",
  },
  "002": {
    displayName: "Mode",
    source: "s.mode",
    dataType: "STATUS",
    primitive: "STRING",
    ...rates,
    downSample: "ACT",
  },
  "003": { displayName: "Lamp", sink: "led", dataType: "BOOLEAN", primitive: "BOOLEAN" },
  "004": { displayName: "Valve", sink: "valve", dataType: "PERCENT", primitive: "NUMERIC", min: 0, max: 100 },
};

type Fields = Record<string, unknown>;
interface Document {
  channels: Record<string, { properties: Fields; protocol_config: Fields } & Fields>;
}

/** The generated document after a change. */
function changed(change: (document: Document) => unknown): string {
  const document = JSON.parse(generateConfig(channels, 0)) as Document;
  change(document);
  return JSON.stringify(document);
}

/** The first channel's part of it. */
function first(document: Document): Document["channels"][string] {
  const channel = document.channels["001"];
  assert.ok(channel !== undefined);
  return channel;
}

describe("config_io as the device generates it", () => {
  it("describes every channel as it was declared, in ExoSense's names", () => {
    const document = JSON.parse(generateConfig(channels, Date.UTC(2026, 0, 1))) as Document & Fields;
    assert.equal(document.last_edited, "2026-01-01T00:00:00.000Z");
    assert.deepEqual(document.channels["001"], {
      display_name: "Room",
      description: "beside the door",
      properties: {
        data_type: "TEMPERATURE",
        data_unit: "DEG_CELSIUS",
        primitive_type: "NUMERIC",
        precision: 1,
      },
      protocol_config: {
        report_rate: 10_000,
        sample_rate: 1000,
        timeout: 60_000,
        report_on_change: false,
        down_sample: "AVG",
      },
    });
    assert.deepEqual(document.channels["003"], {
      display_name: "Lamp",
      properties: { data_type: "BOOLEAN", primitive_type: "BOOLEAN", control: true },
      protocol_config: {},
    });
  });

  it("is one that it accepts itself", () => {
    const configs = readConfig(channels, generateConfig(channels, 0));
    assert.ok(typeof configs !== "string");
    assert.deepEqual([...configs.keys()], ["001", "002"]);
    assert.deepEqual(configs.get("002"), { ...rates, downSample: "ACT" });
  });
});

describe("config_io as the cloud writes it", () => {
  it("changes rates and names, and may say more than the device knows", () => {
    const text = changed((document) => {
      first(document).display_name = "Hall";
      Object.assign(first(document).protocol_config, {
        report_rate: 60_000,
        down_sample: "MAX",
        application: "x",
      });
    });
    const configs = readConfig(channels, text);
    assert.ok(typeof configs !== "string");
    assert.deepEqual(configs.get("001"), { ...rates, reportRate: 60_000, downSample: "MAX" });
  });

  it("may leave rates out, which are then as declared", () => {
    const configs = readConfig(
      channels,
      changed((document) => {
        first(document).protocol_config = { report_on_change: true };
      }),
    );
    assert.ok(typeof configs !== "string");
    assert.deepEqual(configs.get("001"), { ...rates, reportOnChange: true, downSample: "AVG" });
  });

  it("is refused with the place and the reason where it makes no sense", () => {
    for (const [change, reason] of [
      [(d) => Object.assign(d, { channels: [] }), "channels: must be an object"],
      [(d) => delete d.channels["002"], "channels.002: is missing"],
      [(d) => Object.assign(d.channels, { "009": {} }), "channels.009: the device has no such channel"],
      [(d) => Object.assign(d.channels, { "001": 1 }), "channels.001: must be an object"],
      [(d) => Object.assign(first(d), { display_name: 1 }), "channels.001.display_name: must be a text"],
      [(d) => Object.assign(first(d), { properties: 1 }), "channels.001.properties: must be an object"],
      [
        (d) => Object.assign(first(d).properties, { data_type: "HUMIDITY" }),
        "channels.001.properties.data_type: must stay TEMPERATURE",
      ],
      [
        (d) => delete first(d).properties.data_unit,
        "channels.001.properties.data_unit: must stay DEG_CELSIUS",
      ],
      [
        (d) => Object.assign(first(d), { protocol_config: 1 }),
        "channels.001.protocol_config: must be an object",
      ],
    ] as readonly [(document: Document) => unknown, string][])
      assert.equal(readConfig(channels, changed(change)), reason);
    assert.equal(readConfig(channels, "nonsense"), "config_io: must be a JSON object");
    assert.equal(readConfig(channels, "[]"), "config_io: must be a JSON object");
  });

  it("is refused where a rate makes no sense", () => {
    for (const [rate, reason] of [
      [{ report_rate: 999 }, "report_rate: must be 1000 to 86400000 ms"],
      [{ report_rate: "10000" }, "report_rate: must be 1000 to 86400000 ms"],
      [{ sample_rate: 86_400_001 }, "sample_rate: must be 1000 to 86400000 ms"],
      [{ sample_rate: 10_001 }, "sample_rate: must not be more than report_rate"],
      [{ timeout: -1 }, "timeout: must be 0 ms or more"],
      [{ report_on_change: 1 }, "report_on_change: must be true or false"],
      [{ down_sample: "SUM" }, "down_sample: must be one of MIN, MAX, AVG, ACT"],
    ] as const)
      assert.equal(
        readConfig(
          channels,
          changed((document) => Object.assign(first(document).protocol_config, rate)),
        ),
        `channels.001.protocol_config.${reason}`,
      );
    assert.match(
      String(
        readConfig(
          channels,
          changed((document) =>
            Object.assign(document.channels["002"]?.protocol_config ?? {}, { down_sample: "AVG" }),
          ),
        ),
      ),
      /^channels\.002\.protocol_config\.down_sample: must be ACT/,
    );
  });
});

describe("data_out as the cloud writes it", () => {
  it("names controls and what they shall be", () => {
    const orders = readOrders(channels, '{"003":true,"004":50}');
    assert.ok(typeof orders !== "string");
    assert.deepEqual(
      orders.map(({ channel, value }) => [channel.sink, value]),
      [
        ["led", true],
        ["valve", 50],
      ],
    );
  });

  it("is refused as a whole where one of them makes no sense", () => {
    for (const [text, reason] of [
      ["1", "data_out: must be a JSON object"],
      ['{"003":true,"009":1}', "009: the device has no such control"],
      ['{"001":1}', "001: the device has no such control"],
      ['{"toString":1}', "toString: the device has no such control"],
      ['{"003":1}', "003: must be true or false"],
      ['{"004":"50"}', "004: must be a number"],
      ['{"004":-1}', "004: must be 0 or more"],
      ['{"004":101}', "004: must be 100 or less"],
    ] as const)
      assert.equal(readOrders(channels, text), reason);
  });
});
