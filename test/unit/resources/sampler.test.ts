import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { ResourceDefinition } from "../../../firmware/resources/definition.js";
import { ResourceSet } from "../../../firmware/resources/resource-set.js";
import { Sampler } from "../../../firmware/resources/sampler.js";
import type { Sample, SensorTable } from "../../../firmware/resources/sensor.js";
import { SensorBank } from "../../../firmware/resources/sensor-bank.js";
import { fakeLog } from "../../support/fake-log.js";
import { VirtualTime } from "../../support/virtual-time.js";

/** A sampler that is polled once a second, with one sensor `s` whose next sample is `show()`. */
class Rig {
  readonly time = new VirtualTime();
  readonly readings: string[] = [];
  readonly lines: string[];
  readonly resources: ResourceSet;
  readonly sampler: Sampler;
  readonly bank: SensorBank;
  looks = 0;
  closed = 0;
  show: () => Sample | undefined = () => ({ t: 20, h: 50 });

  constructor(table: Record<string, ResourceDefinition>, sensors: SensorTable = {}) {
    const { log, lines } = fakeLog();
    this.lines = lines;
    const keeper = { read: () => undefined, write: () => undefined };
    this.resources = new ResourceSet({
      definitions: new Map(Object.entries(table)),
      outputs: {},
      keeper,
      log,
    });
    const s = () => ({
      sample: () => {
        this.looks += 1;
        return this.show();
      },
      close: () => {
        this.closed += 1;
      },
    });
    const world = { clock: this.time, random: () => 0.5 };
    this.bank = new SensorBank({ sensors: { s, ...sensors }, world, log });
    this.sampler = new Sampler({
      resources: this.resources,
      sensors: this.bank,
      clock: this.time,
      log,
      onReading: (alias, value, uptime, quality) =>
        this.readings.push(`${uptime / 1000} ${alias}=${value}${quality === "good" ? "" : ` ${quality}`}`),
    });
    this.sampler.poll();
    this.time.set(() => this.sampler.poll(), 1000, 1000);
  }

  /** Lets seconds pass and hands out the readings made in them. */
  after(seconds: number): string[] {
    this.readings.length = 0;
    this.time.advance(seconds * 1000);
    return [...this.readings];
  }
}

const t = (report: ResourceDefinition["report"]): ResourceDefinition => ({
  format: "number",
  range: [0, 100],
  source: "s.t",
  ...(report === undefined ? {} : { report }),
});

describe("the sampler", () => {
  it("looks at once, and then at the interval", () => {
    const rig = new Rig({ t: t({ intervalSeconds: 10 }) });
    assert.deepEqual(rig.readings, ["0 t=20"]);
    assert.deepEqual(rig.after(30), ["10 t=20", "20 t=20", "30 t=20"]);
  });

  it("samples a sensor once for all resources that are due together", () => {
    const rig = new Rig({
      t: t({ intervalSeconds: 10 }),
      h: { format: "number", source: "s.h", report: { intervalSeconds: 5 } },
    });
    assert.equal(rig.looks, 1);
    rig.after(10);
    assert.equal(rig.looks, 3, "at 5 s for h, at 10 s for both");
    assert.deepEqual(rig.readings, ["5 h=50", "10 t=20", "10 h=50"]);
  });

  it("reports only what moved by more than the deadband since the last report", () => {
    const rig = new Rig({ t: t({ intervalSeconds: 1, deadband: 1 }) });
    const course = [20.5, 21, 21.5, 22, 22.4, 22.6];
    rig.show = () => ({ t: course.shift() ?? 0 });
    assert.deepEqual(rig.after(6), ["3 t=21.5", "6 t=22.6"]);
  });

  it("reports what does not move at the heartbeat", () => {
    const rig = new Rig({ t: t({ intervalSeconds: 1, deadband: 1, heartbeatSeconds: 60 }) });
    assert.deepEqual(rig.after(130), ["60 t=20", "120 t=20"]);
  });

  it("takes its interval from a resource, and obeys a shorter one at once", () => {
    const rig = new Rig({
      t: t({ intervalSeconds: "interval" }),
      interval: { format: "number", settable: true, initial: 60, range: [1, 3600], persist: false },
    });
    assert.deepEqual(rig.after(10), []);
    rig.resources.write("interval", "5");
    assert.deepEqual(rig.after(11), ["16 t=20", "21 t=20"], "five seconds from the next poll on");
    rig.resources.write("interval", "60");
    assert.deepEqual(rig.after(100), ["26 t=20", "86 t=20"], "a longer one after the look that was planned");
  });

  it("complains about a failing sensor once, and says when it works again", () => {
    const rig = new Rig({ t: t({ intervalSeconds: 1 }) });
    rig.show = () => {
      throw new Error("no answer on the bus");
    };
    assert.deepEqual(rig.after(5), []);
    rig.show = () => ({ t: 21 });
    assert.deepEqual(rig.after(2), ["6 t=21", "7 t=21"]);
    assert.deepEqual(rig.lines, [
      "warning sensor: t: no reading: no answer on the bus",
      "info sensor: t: works again",
    ]);
  });

  it("raises no alarm where the board lacks what is optional", () => {
    const rig = new Rig({ t: { ...t({ intervalSeconds: 1 }), optional: true } });
    rig.show = () => ({});
    rig.after(3);
    assert.deepEqual(rig.lines, ["info sensor: t: no reading: no value"]);
  });

  it("lets a failing sensor cost its own readings and nothing else", () => {
    const broken = () => ({
      sample: (): Sample => {
        throw "a text, not an error";
      },
    });
    const rig = new Rig(
      {
        b: { format: "number", source: "b.x", report: { intervalSeconds: 1 } },
        t: t({ intervalSeconds: 1 }),
      },
      { b: broken },
    );
    assert.deepEqual(rig.after(1), ["1 t=20"]);
    assert.deepEqual(rig.lines, ["warning sensor: b: no reading: a text, not an error"]);
  });

  it("reports the others where a sensor cannot be opened", () => {
    const rig = new Rig(
      {
        b: { format: "number", source: "b.x", report: { intervalSeconds: 1 } },
        t: t({ intervalSeconds: 1 }),
      },
      {
        b: () => {
          throw new Error("address in use");
        },
      },
    );
    assert.deepEqual(rig.after(2), ["1 t=20", "2 t=20"]);
    assert.deepEqual(rig.lines, [
      "error sensor: b: could not be opened: Error: address in use",
      "warning sensor: b: no reading: no value",
    ]);
  });

  it("leaves out what is missing, of the wrong kind, or outside the range", () => {
    const rig = new Rig({ t: t({ intervalSeconds: 1 }) });
    const careless = JSON.parse('{"t":null}') as Sample;
    const course: (Sample | undefined)[] = [
      undefined,
      {},
      { t: "20" },
      { t: Number.NaN },
      { t: 101 },
      careless,
    ];
    rig.show = () => course.shift();
    assert.deepEqual(rig.after(6), []);
    assert.equal(rig.resources.value("t"), 20);
    assert.equal(rig.lines.length, 1);
  });

  it("makes up nothing for looks that it missed, as during a long TLS handshake", () => {
    const rig = new Rig({ t: t({ intervalSeconds: 10 }) });
    const late = new VirtualTime();
    const { log } = fakeLog();
    const readings: number[] = [];
    const sampler = new Sampler({
      resources: rig.resources,
      sensors: rig.bank,
      clock: late,
      log,
      onReading: (_alias, _value, uptime) => readings.push(uptime / 1000),
    });
    for (const seconds of [0, 35, 1, 9, 1]) {
      late.advance(seconds * 1000);
      sampler.poll();
    }
    assert.deepEqual(readings, [0, 35, 45]);
  });

  it("closes its sensors, and looks at nothing afterwards", () => {
    const rig = new Rig({ t: t({ intervalSeconds: 1 }), h: { ...t({ intervalSeconds: 1 }), source: "s.h" } });
    rig.bank.close();
    rig.bank.close();
    assert.equal(rig.closed, 1);
    assert.deepEqual(rig.after(5), []);
  });

  it("tells why a sensor has no value, where the sensor knows", () => {
    const rig = new Rig({ t: t({ intervalSeconds: 10 }) });
    rig.show = () => ({ h: 50, quality: "corrupt" });
    rig.after(10);
    assert.deepEqual(rig.lines.slice(-1), ["warning sensor: t: no reading: no value (corrupt)"]);
  });

  it("passes on a value that its sensor doubts as uncertain, and says so once", () => {
    const rig = new Rig({ t: t({ intervalSeconds: 10 }) });
    rig.lines.length = 0;
    rig.show = () => ({ t: 21, quality: "corrupt" });
    assert.deepEqual(rig.after(20), ["10 t=21 uncertain", "20 t=21 uncertain"]);
    assert.deepEqual(rig.lines, ["warning sensor: t: uncertain: corrupt"]);
    rig.show = () => ({ t: 21, quality: "good" });
    assert.deepEqual(rig.after(10), ["30 t=21"]);
    assert.deepEqual(rig.lines.slice(1), ["info sensor: t: works again"]);
  });

  it("says so too where doubt becomes silence", () => {
    const rig = new Rig({ t: t({ intervalSeconds: 10 }) });
    rig.show = () => ({ t: 21, quality: "corrupt" });
    rig.after(10);
    rig.show = () => ({ quality: "silent" });
    assert.deepEqual(rig.after(20), []);
    assert.deepEqual(rig.lines.slice(-2), [
      "warning sensor: t: uncertain: corrupt",
      "warning sensor: t: no reading: no value (silent)",
    ]);
  });

  it("does not doubt the quality itself, nor take a measured number of that name for one", () => {
    const q: ResourceDefinition = { format: "string", source: "s.quality", report: { intervalSeconds: 10 } };
    const rig = new Rig({ q, t: t({ intervalSeconds: 10 }) });
    rig.show = () => ({ t: 21, quality: "corrupt" });
    assert.deepEqual(rig.after(10), ["10 q=corrupt", "10 t=21 uncertain"]);
    const air = new Rig({ t: t({ intervalSeconds: 10 }) });
    air.show = () => ({ t: 22, quality: 3 });
    assert.deepEqual(air.after(10), ["10 t=22"]);
  });
});
