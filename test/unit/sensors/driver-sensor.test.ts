import assert from "node:assert/strict";
import { beforeEach, describe, it } from "node:test";
import type { Sensor } from "../../../firmware/resources/sensor.js";
import type { BusIOConstructor, SensorDriver } from "../../../firmware/sensors/driver.js";
import { driverKinds } from "../../../firmware/sensors/driver-kinds.js";
import { driverSensor } from "../../../firmware/sensors/driver-sensor.js";
import { I2CBus } from "../../../host-sim/world/i2c-bus.js";
import { FaultyChip } from "../../../host-sim/world/i2c-faults.js";
import { i2cClass } from "../../../host-sim/world/i2c-master.js";
import { SHT3x } from "../../../host-sim/world/i2c-sht3x.js";
import { TMP117 } from "../../../host-sim/world/i2c-tmp117.js";
import { PeerHygrometer, PeerThermometer } from "../../support/peer-drivers.js";

const second = 1000;

describe("a chip behind a driver", () => {
  let now: number;
  let bus: I2CBus;
  let io: BusIOConstructor;
  let chip: SHT3x;
  let wires: FaultyChip;

  beforeEach(() => {
    now = 0;
    bus = new I2CBus({
      wait: (milliseconds) => {
        now += milliseconds;
      },
    });
    io = i2cClass(() => (transaction) => bus.transfer(transaction)) as unknown as BusIOConstructor;
    chip = new SHT3x();
    wires = new FaultyChip(chip);
  });

  function opened(Driver: unknown, kind = driverKinds.SHT3x): Sensor {
    const factory = driverSensor({
      kind,
      Driver: Driver as SensorDriver,
      io,
      bus: { data: 4, clock: 5 },
    });
    return factory({ clock: { now: () => now, uptime: () => now, synchronize: () => {} }, random: () => 0 });
  }

  function look(sensor: Sensor): Record<string, unknown> {
    now += second;
    const sample = sensor.sample() ?? {};
    return Object.fromEntries(
      Object.entries(sample).map(([name, value]) => [
        name,
        typeof value === "number" ? Math.round(value * 10) / 10 : value,
      ]),
    );
  }

  /** Looks once a second until the chip is there. @returns the seconds that it took */
  function untilGood(sensor: Sensor, most = 1000): number {
    for (let seconds = 1; seconds <= most; seconds++) if (look(sensor).quality === "good") return seconds;
    throw new Error(`nothing good came within ${most} seconds`);
  }

  it("shows its readings flat, with their quality", () => {
    bus.attach(0x44, wires);
    assert.deepEqual(look(opened(PeerHygrometer)), { temperature: 21.5, humidity: 45, quality: "good" });
  });

  it("is not touched before the first look", () => {
    bus.attach(0x44, wires);
    opened(PeerHygrometer);
    assert.equal(bus.transactions, 0);
  });

  it("lacks the reading whose checksum is wrong, and keeps the other", () => {
    bus.attach(0x44, wires);
    const sensor = opened(PeerHygrometer);
    wires.corruptReads = 1;
    wires.corruptByte = 4;
    assert.deepEqual(look(sensor), { temperature: 21.5, quality: "corrupt" });
    assert.deepEqual(look(sensor), { temperature: 21.5, humidity: 45, quality: "good" });
  });

  it("is corrupt where the driver complains, though all readings are there", () => {
    bus.attach(0x44, wires);
    const sensor = opened(PeerHygrometer);
    wires.corruptReads = 2;
    wires.corruptByte = 2;
    assert.deepEqual(look(sensor), { humidity: 45, quality: "corrupt" });
  });

  it("lacks what the chip cannot measure", () => {
    bus.attach(0x44, wires);
    chip.temperature = 126;
    assert.deepEqual(look(opened(PeerHygrometer)), { humidity: 45, quality: "implausible" });
  });

  it("is absent where nobody answers, and is opened when it is there", () => {
    const sensor = opened(PeerHygrometer);
    assert.deepEqual(look(sensor), { quality: "absent" });
    bus.attach(0x44, wires);
    assert.ok(untilGood(sensor) <= 6, "the first pause has 5 seconds");
  });

  it("is looked for in growing pauses, five minutes at most", () => {
    const sensor = opened(PeerHygrometer);
    const tries: number[] = [];
    for (let t = 0; t < 2000; t++) {
      const before = bus.transactions;
      look(sensor);
      if (bus.transactions > before) tries.push(Math.round(now / second));
    }
    const pauses = tries.slice(1).map((time, i) => time - (tries[i] ?? 0));
    assert.deepEqual(pauses.slice(0, 8), [5, 10, 20, 40, 80, 160, 300, 300]);
  });

  it("is silent while it does not answer, then opened anew, and comes back", () => {
    bus.attach(0x44, wires);
    const sensor = opened(PeerHygrometer);
    assert.equal(look(sensor).quality, "good");
    wires.deaf = true;
    const qualities = Array.from({ length: 5 }, () => look(sensor).quality);
    assert.deepEqual(qualities, ["silent", "silent", "silent", "absent", "absent"]);
    wires.deaf = false;
    assert.ok(untilGood(sensor) <= 5);
  });

  it("frees its address when opening fails: the ESP32 would refuse it for ever after", () => {
    // The driver's constructor throws with its bus open, once the soft reset is not acknowledged.
    bus.attach(0x44, wires);
    wires.deaf = true;
    const sensor = opened(PeerHygrometer);
    assert.equal(look(sensor).quality, "absent");
    wires.deaf = false;
    assert.ok(untilGood(sensor) <= 6);
  });

  it("is absent where another chip has its address, though the driver does not throw", () => {
    const stranger = new TMP117(() => now);
    stranger.identity = 0x0190;
    bus.attach(0x48, stranger);
    const sensor = opened(PeerThermometer, driverKinds.TMP117);
    assert.deepEqual(look(sensor), { quality: "absent" });
    assert.deepEqual(look(sensor), { quality: "absent" });
    stranger.identity = 0x0117;
    assert.ok(untilGood(sensor) <= 6);
  });

  it("shows nothing of a chip that has not measured yet", () => {
    bus.attach(0x48, new TMP117(() => now));
    const sensor = opened(PeerThermometer, driverKinds.TMP117);
    now = -second;
    assert.deepEqual(look(sensor), { quality: "implausible" });
    assert.deepEqual(look(sensor), { temperature: 21.5, quality: "good" });
  });

  it("shares a look among resources that are due together", () => {
    bus.attach(0x44, wires);
    const sensor = opened(PeerHygrometer);
    look(sensor);
    const before = bus.transactions;
    sensor.sample();
    assert.equal(bus.transactions, before);
  });

  it("does not hold the device up: a clock that is held ends the transaction", () => {
    bus.attach(0x44, wires);
    const sensor = opened(PeerHygrometer);
    look(sensor);
    wires.held = 60 * second;
    const before = now;
    assert.deepEqual(look(sensor), { quality: "silent" });
    assert.equal(now - before, second + 100);
  });

  it("is slow where each transaction is held a little, and rests instead of stalling the device for ever", () => {
    bus.attach(0x44, wires);
    const sensor = opened(PeerHygrometer);
    look(sensor);
    class Slow extends PeerHygrometer {
      override sample() {
        now += 700;
        return super.sample();
      }
    }
    const slow = opened(Slow);
    sensor.close?.();
    assert.deepEqual(
      Array.from({ length: 5 }, () => look(slow).quality),
      ["slow", "slow", "slow", "absent", "absent"],
    );
  });

  it("closes a driver that cannot talk to its chip any more, and its bus with it", () => {
    bus.attach(0x48, new TMP117(() => now));
    const sensor = opened(PeerThermometer, driverKinds.TMP117);
    look(sensor);
    bus.detach(0x48);
    sensor.close?.();
    sensor.close?.();
    bus.attach(0x48, new TMP117(() => now - second));
    assert.equal(look(opened(PeerThermometer, driverKinds.TMP117)).quality, "good");
    assert.throws(() => sensor.sample(), /the sensor is closed/);
  });

  it("never throws, whatever a driver gives", () => {
    for (const given of [undefined, {}, { temperature: "warm" }, { temperature: Number.NaN }]) {
      class Odd {
        sample = () => given;
        close(): void {}
      }
      assert.deepEqual(look(opened(Odd, driverKinds.TMP117)), { quality: "corrupt" });
    }
  });
});
