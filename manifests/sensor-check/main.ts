import I2C from "embedded:io/i2c";
import SMBus from "embedded:io/smbus";
import BMP280Driver from "embedded:sensor/Barometer-Temperature/BMP280";
import AHT10Driver from "embedded:sensor/Humidity-Temperature/AHT10";
import SHT3xDriver from "embedded:sensor/Humidity-Temperature/SHT3x";
import TMP117Driver from "embedded:sensor/Temperature/TMP117";
import { bus, uptime } from "bus";
import { type DriverName, driverKinds } from "sensors/driver-kinds";
import { driverSensor } from "sensors/driver-sensor";
import Timer from "timer";
import { AHT10 } from "world/i2c-aht10";
import { BMP280 } from "world/i2c-bmp280";
import { FaultyChip } from "world/i2c-faults";
import { SHT3x } from "world/i2c-sht3x";
import { TMP117 } from "world/i2c-tmp117";
import type { Sensor } from "../../firmware/resources/sensor.js";
import type { BusIOConstructor, SensorDriver } from "../../firmware/sensors/driver.js";
import type { I2CChip } from "../../host-sim/world/i2c-bus.js";

const drivers: Readonly<Record<DriverName, SensorDriver>> = {
  SHT3x: SHT3xDriver,
  AHT10: AHT10Driver,
  BMP280: BMP280Driver,
  TMP117: TMP117Driver,
};

/** Longer than a sample is taken for fresh, milliseconds. */
const pause = 520;

/** Shows the SDK's drivers, behind the firmware's wrapper, simulated chips in good and in bad order; an event each. */
export default function main(): void {
  const sht3x = new FaultyChip(new SHT3x());
  inGoodOrder("SHT3x", sht3x);
  const hygrometer = opened("SHT3x");
  sht3x.corruptReads = 1;
  sht3x.corruptByte = 4;
  show("SHT3x humidity corrupt", hygrometer);
  sht3x.corruptReads = 2;
  sht3x.corruptByte = 2;
  show("SHT3x temperature and status corrupt", hygrometer);
  show("SHT3x mended", hygrometer);
  sht3x.held = 1000;
  show("SHT3x holds the clock", hygrometer);
  sht3x.held = 0;
  unplugged("SHT3x", sht3x, hygrometer);

  inGoodOrder("AHT10", new AHT10(uptime));
  const bmp280 = new BMP280();
  inGoodOrder("BMP280", bmp280);
  bmp280.identity = 0x60;
  show("BMP280 is another chip", opened("BMP280"));
  const tmp117 = new TMP117(uptime);
  inGoodOrder("TMP117", tmp117);
  const thermometer = opened("TMP117");
  show("TMP117 too early", thermometer);
  tmp117.temperature = -40.5;
  show("TMP117 below zero", thermometer);
  unplugged("TMP117", tmp117, thermometer);
  bus.attach(driverKinds.TMP117.address, tmp117);
  tmp117.identity = 0x0190;
  show("TMP117 is another chip", opened("TMP117"));
  for (const name of ["SHT3x", "AHT10", "BMP280", "TMP117"] as const) {
    bus.detach(driverKinds[name].address);
    show(`${name} missing`, opened(name));
  }
  trace('@event {"event":"finished"}\n');
}

function inGoodOrder(name: DriverName, chip: I2CChip): void {
  bus.attach(driverKinds[name].address, chip);
  const sensor = opened(name);
  // A TMP117 has nothing to show before its first conversion has ended.
  if (name === "TMP117") show(`${name} too early`, sensor);
  show(`${name} in good order`, sensor);
  sensor.close?.();
}

/** Without an answer for three looks, then absent; the address is free for another sensor afterwards. */
function unplugged(name: DriverName, chip: I2CChip, sensor: Sensor): void {
  const { address } = driverKinds[name];
  bus.detach(address);
  for (const look of [1, 2, 3, 4]) show(`${name} unplugged, look ${look}`, sensor);
  bus.attach(address, chip);
  const another = opened(name);
  if (name === "TMP117") show(`${name} too early`, another);
  show(`${name} plugged in again`, another);
  another.close?.();
}

function opened(name: DriverName): Sensor {
  const kind = driverKinds[name];
  const factory = driverSensor({
    kind,
    Driver: drivers[name],
    io: (kind.bus === "I2C" ? I2C : SMBus) as unknown as BusIOConstructor,
    bus: { data: 4, clock: 5 },
  });
  const clock = { now: () => Date.now(), uptime, synchronize: () => undefined };
  return factory({ clock, random: () => 0 });
}

function show(name: string, sensor: Sensor): void {
  Timer.delay(pause);
  const before = uptime();
  const sample = sensor.sample();
  trace(`@event ${JSON.stringify({ event: "sample", name, sample, took: uptime() - before })}\n`);
}
