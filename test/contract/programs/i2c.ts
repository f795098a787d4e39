import I2C from "embedded:io/i2c";
import SMBus from "embedded:io/smbus";
import Time from "time";
import Timer from "timer";
import type { Sensor } from "../../../firmware/resources/sensor.js";
import type { BusIOConstructor, SensorDriver } from "../../../firmware/sensors/driver.js";
import { driverKinds } from "../../../firmware/sensors/driver-kinds.js";
import { driverSensor } from "../../../firmware/sensors/driver-sensor.js";
import { PeerHygrometer } from "../../support/peer-drivers.js";
import { report, runPart, thrownBy } from "./report.js";

const pins = { data: 4, clock: 5, hz: 100_000 };

runPart({
  registers() {
    const chip = new SMBus({ ...pins, address: 0x48 });
    report(chip.readUint16(0x0f, true));
    report(chip.readUint16(0x0f));
    chip.writeUint16(0x02, 0x1234, true);
    const bytes = new Uint8Array(2);
    report([chip.readBuffer(0x02, bytes), ...bytes]);
    chip.close();
    report(thrownBy(() => chip.readUint8(0)));
  },
  failures() {
    const nobody = new I2C({ ...pins, address: 0x50 });
    report(thrownBy(() => nobody.read(1)));
    report(thrownBy(() => nobody.write(Uint8Array.of(1))));
    report(thrownBy(() => new I2C({ ...pins, address: 0x50 })));
    nobody.close();
    nobody.close();
    report(thrownBy(() => new I2C({ ...pins, address: 0x50 }).close()));
    report(thrownBy(() => new I2C({ ...pins, data: 1, address: 0x48 }).read(1)));
    report(thrownBy(() => new I2C({ ...pins, address: 0x80 })));
  },
  sensor() {
    const started = Time.ticks;
    const factory = driverSensor({
      kind: driverKinds.SHT3x,
      Driver: PeerHygrometer as unknown as SensorDriver,
      io: I2C as unknown as BusIOConstructor,
      bus: pins,
    });
    const uptime = (): number => Time.delta(started);
    const sensor: Sensor = factory({
      clock: { now: () => Date.now(), uptime, synchronize: () => undefined },
      random: () => 0,
    });
    // Looks by a timer, since samples within half a second are one.
    Timer.set(() => report(sensor.sample()), 0, 600);
  },
});
