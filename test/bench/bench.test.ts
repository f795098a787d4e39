import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { readArguments } from "./arguments.js";
import { exactly, quantile, ratioOf, spread } from "./figure.js";
import { leaksIn } from "./heap-growth.js";
import { jsonPrinter, tablePrinter } from "./printer.js";
import { roundTripFigures } from "./round-trip.js";
import type { Comparison } from "./servers/comparison.js";
import { judge } from "./servers/goals.js";

describe("the bench", () => {
  it("gives a median and a p99 that are among the values", () => {
    const values = Array.from({ length: 200 }, (_, at) => 200 - at);
    assert.equal(quantile(values, 0.5), 101);
    assert.equal(quantile(values, 0.99), 199);
    assert.equal(quantile([7], 0.99), 7);
    assert.throws(() => quantile([], 0.5), RangeError);
  });

  it("sets the device's median against the bare client's", () => {
    const device = spread([3, 1, 8]);
    assert.deepEqual(device, { min: 1, median: 3, max: 8 });
    assert.equal(ratioOf({ name: "", unit: "", device, bare: exactly(2) }), 1.5);
    assert.equal(ratioOf({ name: "", unit: "", device }), undefined);
    assert.equal(ratioOf({ name: "", unit: "", device, bare: exactly(0) }), undefined);
  });

  it("calls one slot or one smallest chunk for each of 100 reconnections a leak, and a few bytes none", () => {
    const leaks = (chunkBytes: number, slots: number) =>
      leaksIn([{ name: "100 reconnections", device: { chunkBytes, slots } }]);
    assert.match(leaks(0, 100)[0] ?? "", /after 100 reconnections the heap has grown by 0 .* and 100 slots/);
    assert.equal(leaks(1600, 0).length, 1);
    assert.deepEqual(leaks(32, 2), []);
    assert.deepEqual(leaks(-1600, -100), []);
  });

  it("tells round trips in milliseconds, with what their parts differ by", () => {
    const trips = Array.from({ length: 1000 }, (_, at) => 1000 * (1 + Math.floor(at / 200)));
    assert.deepEqual(
      roundTripFigures(trips, trips).map(({ device }) => device),
      [
        { min: 1, median: 3, max: 5 },
        { min: 1, median: 3, max: 5 },
      ],
    );
  });

  it("prints a table, and with --json one object a line", () => {
    const figure = { name: "first start", unit: "ms", device: spread([2, 3, 4]), bare: exactly(1.23456) };
    const lines: string[] = [];
    tablePrinter((text) => lines.push(text)).figures("Start", [figure]);
    assert.match(lines.at(-1) ?? "", /first start +ms +3 \(2 to 4\) +1\.23 +2\.43/);
    jsonPrinter((text) => lines.push(text)).figures("Start", [figure]);
    const { event, section, device, bare, ratio } = JSON.parse(lines.at(-1) ?? "");
    assert.deepEqual(
      [event, section, device.median, bare.median, ratio],
      ["figure", "Start", 3, 1.235, 2.43],
    );
  });

  it("takes the parts to measure and the size of the fleet", () => {
    assert.deepEqual(readArguments(["--only", "fleet", "--devices", "70", "--json"]), {
      json: true,
      sections: ["fleet"],
      fleetSizes: [10, 50, 70],
    });
    assert.deepEqual(readArguments([]), {
      json: false,
      sections: ["start", "heap", "fleet", "outbox", "servers", "simulation"],
      fleetSizes: [10, 50, 100, 200],
    });
    assert.throws(
      () => readArguments(["--only", "speed"]),
      /--only speed: there are start, heap, fleet, outbox, servers, simulation/,
    );
    assert.throws(() => readArguments(["--devices", "0"]), /must be a whole number from 1 to 5000/);
    assert.throws(() => readArguments(["--fast"]), /--fast/);
  });
});

describe("the Connector's promises", () => {
  const rows = (messages: number, closed: number): Comparison[] => [
    {
      name: "50 connections: messages",
      unit: "1/s",
      values: { Connector: exactly(messages), mosquitto: exactly(1000), aedes: exactly(700) },
    },
    { name: "dead client closed", unit: "× keep-alive", values: { Connector: spread([1.5, closed]) } },
  ];

  it("hold where its figures are as good as promised beside the others'", () => {
    assert.deepEqual(
      judge(rows(800, 1.6)).map(({ holds }) => holds),
      [true, true, true],
    );
    assert.match(judge(rows(800, 1.6))[0]?.sentence ?? "", /0\.80 × mosquitto, promised at least 0\.75/);
  });

  it("are broken by a figure that is worse, by the worst of several where each one counts", () => {
    assert.deepEqual(
      judge(rows(720, 1.7)).map(({ holds }) => holds),
      [false, true, false],
    );
  });

  it("are not judged by a server that is not there", () => {
    const [messages] = rows(800, 1.5);
    assert.ok(messages);
    const alone: Comparison = { ...messages, values: { Connector: exactly(800) } };
    assert.deepEqual(judge([alone]), []);
  });

  it("stand in a table with a column for each server", () => {
    const lines: string[] = [];
    tablePrinter((text) => lines.push(text)).comparison("Servers", rows(800, 1.6));
    assert.match(lines.join(""), /unit +Connector +mosquitto +aedes\n/);
    assert.match(lines.at(-1) ?? "", /dead client closed +× keep-alive +1\.6 \(1\.5 to 1\.6\) +- +-/);
  });
});
