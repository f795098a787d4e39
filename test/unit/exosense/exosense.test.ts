import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { ChannelTable, InputChannel } from "../../../firmware/exosense/channel.js";
import { exoSense } from "../../../firmware/exosense/exosense.js";
import type { Layer } from "../../../firmware/resources/layer.js";
import type { Sample } from "../../../firmware/resources/sensor.js";
import { SensorBank } from "../../../firmware/resources/sensor-bank.js";
import type { Value } from "../../../firmware/resources/value.js";
import { fakeLog } from "../../support/fake-log.js";
import { VirtualTime } from "../../support/virtual-time.js";

/** A channel that is looked at every second and reported every four. */
function input(more: Partial<InputChannel> = {}): InputChannel {
  return {
    displayName: "T",
    source: "s.t",
    dataType: "TEMPERATURE",
    primitive: "NUMERIC",
    reportRate: 4000,
    sampleRate: 1000,
    timeout: 0,
    reportOnChange: false,
    downSample: "ACT",
    ...more,
  };
}

const lamp = { displayName: "Lamp", sink: "lamp", dataType: "BOOLEAN", primitive: "BOOLEAN" } as const;

/** A layer with one sensor `s` and one output `lamp`, polled once a second. */
class Rig {
  readonly time = new VirtualTime();
  readonly reports: string[] = [];
  readonly moved: Value[] = [];
  readonly lines: string[];
  readonly layer: Layer;
  /** What the sensor shows, one after the other; the last one for ever. */
  course: (Value | Error | undefined)[];
  /** What is in flash. */
  kept: { text: string | undefined; error?: Error };

  constructor(channels: ChannelTable, course: Rig["course"] = [], kept: Rig["kept"] = { text: undefined }) {
    const { log, lines } = fakeLog();
    this.lines = lines;
    this.course = course;
    this.kept = kept;
    const sensor = {
      sample: (): Sample => {
        const value = this.course.length > 1 ? this.course.shift() : this.course[0];
        if (value instanceof Error) throw value;
        return { t: value };
      },
    };
    const sensors = new SensorBank({
      sensors: { s: () => sensor },
      world: { clock: this.time, random: () => 0.5 },
      log,
    });
    this.layer = exoSense(channels)({
      sensors,
      outputs: {
        lamp: { write: (value) => this.moved.push(value) },
        broken: {
          write: () => {
            throw new Error("stuck");
          },
        },
      },
      clock: this.time,
      Timer: this.time,
      log,
      memory: {
        read: () => {
          if (this.kept.error !== undefined) throw this.kept.error;
          return this.kept.text;
        },
        write: (text) => {
          if (this.kept.error !== undefined) throw this.kept.error;
          this.kept.text = text;
        },
      },
      report: (alias, value, uptime) => this.reports.push(`${uptime / 1000} ${alias} ${value}`),
    });
  }

  /** Polls now and then once a second. */
  run(seconds: number): string[] {
    this.reports.length = 0;
    for (let i = 0; i < seconds; i++) {
      this.layer.poll();
      this.time.advance(1000);
    }
    return [...this.reports];
  }

  get config(): string {
    return String(this.layer.definitions.get("config_io")?.initial);
  }

  /** The cloud writes other rates for channel 001. */
  configure(rates: object): string | undefined {
    const document = JSON.parse(this.config) as { channels: Record<string, { protocol_config: object }> };
    Object.assign(document.channels["001"]?.protocol_config ?? {}, rates);
    return this.layer.accept("config_io", JSON.stringify(document));
  }
}

describe("channels that are measured", () => {
  it("are reported at the report rate, all that are due in one message", () => {
    const rig = new Rig({ "001": input(), "002": input() }, [20]);
    assert.deepEqual(rig.run(9), [
      '0 data_in {"001":20,"002":20}',
      '4 data_in {"001":20,"002":20}',
      '8 data_in {"001":20,"002":20}',
    ]);
  });

  it("are down-sampled from what was seen since the last report", () => {
    for (const [downSample, value] of [
      ["MIN", 1],
      ["MAX", 9],
      ["AVG", 4.25],
      ["ACT", 2],
    ] as const) {
      const rig = new Rig({ "001": input({ downSample }) }, [50, 5, 9, 1, 2]);
      assert.equal(rig.run(5)[1], `4 data_in {"001":${value}}`, downSample);
    }
  });

  it("are looked at as often as the sample rate says", () => {
    const rig = new Rig({ "001": input({ sampleRate: 2000, downSample: "MAX" }) }, [1, 2, 3, 4, 5, 6, 7]);
    rig.run(5);
    assert.deepEqual(rig.course, [4, 5, 6, 7]);
  });

  it("are reported at once when they change, where that is wanted", () => {
    const rig = new Rig({ "001": input({ reportOnChange: true }) }, [20, 20, 21, 21, 21, 21]);
    assert.deepEqual(rig.run(5), ['0 data_in {"001":20}', '2 data_in {"001":21}', '4 data_in {"001":21}']);
  });

  it("have no more digits than they should, and do not change below them", () => {
    const rig = new Rig(
      { "001": input({ precision: 1, reportOnChange: true }) },
      [20.04, 20.01, 20.06, 20.06],
    );
    assert.deepEqual(rig.run(4), ['0 data_in {"001":20}', '2 data_in {"001":20.1}']);
  });

  it("without a reading are left out, which is said once", () => {
    const rig = new Rig({ "001": input({ reportRate: 1000 }) }, [
      new Error("no answer"),
      undefined,
      "text",
      20,
    ]);
    assert.deepEqual(rig.run(4), ['3 data_in {"001":20}']);
    assert.deepEqual(rig.lines, [
      "warning exosense: 001: no reading: Error: no answer",
      "info exosense: 001: works again",
    ]);
  });

  it("do not miss a second because a timer came a little early", () => {
    const rig = new Rig({ "001": input({ reportRate: 1000 }) }, [20]);
    rig.layer.poll();
    rig.time.advance(950);
    rig.layer.poll();
    assert.equal(rig.reports.length, 2);
  });
});

describe("a config_io that the cloud writes", () => {
  it("changes how the device reports, from the next look on", () => {
    const rig = new Rig({ "001": input() }, [20]);
    rig.run(1);
    assert.equal(rig.configure({ report_rate: 1000 }), undefined);
    assert.equal(rig.run(3).length, 3);
  });

  it("survives a restart", () => {
    const first = new Rig({ "001": input() }, [20]);
    first.configure({ report_rate: 2000 });
    const second = new Rig({ "001": input() }, [20], first.kept);
    assert.equal(second.run(4).length, 2);
    assert.match(second.config, /"report_rate":2000/);
  });

  it("changes nothing where it is refused or flash does not take it", () => {
    const rig = new Rig({ "001": input() }, [20]);
    assert.match(String(rig.configure({ report_rate: 0 })), /^channels\.001\.protocol_config\.report_rate/);
    rig.kept.error = new Error("no room");
    assert.equal(rig.configure({ report_rate: 1000 }), "could not be stored (Error: no room)");
    assert.equal(rig.kept.text, undefined);
    assert.equal(rig.run(4).length, 1);
  });

  it("gives way to a new one where the firmware has other channels by now, or flash fails", () => {
    const old = new Rig({ "001": input() });
    old.configure({ report_rate: 1000 });
    const other = new Rig({ "001": input(), "002": input() }, [20], old.kept);
    assert.match(other.lines.join(), /does not fit this firmware: channels\.002: is missing/);
    assert.match(other.config, /"002"/);
    const failing = new Rig({ "001": input() }, [20], { text: undefined, error: new Error("mismatch") });
    assert.match(failing.lines.join(), /could not be read: Error: mismatch/);
    assert.equal(failing.run(1).length, 1);
  });
});

describe("a data_out that the cloud writes", () => {
  it("moves the output after it was taken, and tells the outcome in data_in", () => {
    const rig = new Rig({ "002": lamp });
    assert.equal(rig.layer.accept("data_out", '{"002":true}'), undefined);
    assert.deepEqual(rig.moved, [], "it is written back first");
    rig.time.advance();
    assert.deepEqual(rig.moved, [true]);
    assert.deepEqual(rig.reports, ['0 data_in {"002":true}']);
  });

  it("moves nothing where it is refused", () => {
    const rig = new Rig({ "002": lamp });
    assert.equal(rig.layer.accept("data_out", '{"002":1}'), "002: must be true or false");
    rig.time.advance();
    assert.deepEqual(rig.moved, []);
  });

  it("is not told as done where the output failed", () => {
    const rig = new Rig({ "002": lamp, "003": { ...lamp, sink: "broken" } });
    rig.layer.accept("data_out", '{"003":true,"002":true}');
    rig.time.advance();
    assert.deepEqual(rig.reports, ['0 data_in {"002":true}']);
    assert.match(rig.lines.join(), /003: broken failed: Error: stuck/);
  });
});

describe("a declaration of channels", () => {
  it("is refused at start where it makes no sense, with channel and problem", () => {
    for (const [channels, problem] of [
      [{ "0 1": input() }, /channel "0 1": the name must have/],
      [{ "001": input({ source: "s" }) }, /source: "s" must name a sensor and a property/],
      [{ "001": input({ source: "x.t" }) }, /no sensor "x"/],
      [{ "001": { ...lamp, sink: "x" } }, /no output "x"/],
      [{ "001": input({ min: 2, max: 1 }) }, /min: 2 is more than max/],
      [{ "001": input({ precision: 1.5 }) }, /precision: must be/],
      [{ "001": input({ reportRate: 10 }) }, /report_rate: must be 1000/],
    ] as const)
      assert.throws(() => new Rig(channels), problem);
  });
});
