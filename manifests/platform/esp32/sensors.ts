import I2C from "embedded:io/i2c";
import SMBus from "embedded:io/smbus";
import board from "boards/current/board";
import drivers from "boards/current/drivers";
import { driverKinds } from "sensors/driver-kinds";
import { driverSensor } from "sensors/driver-sensor";
import type { SensorFactory, SensorTable } from "../../../firmware/resources/sensor.js";
import type { BusIOConstructor, SensorDriver } from "../../../firmware/sensors/driver.js";
import type { BoardDescription, SensorDescription } from "../../boards/define-board.js";

/** The classes that the drivers open their bus with. The SDK's typings leave out `close`. */
const buses: Readonly<Record<"I2C" | "SMBus", BusIOConstructor>> = Object.freeze({
  I2C: I2C as unknown as BusIOConstructor,
  SMBus: SMBus as unknown as BusIOConstructor,
});

/** The sensors of the board's description, on its pins and with its drivers; none is opened before it is used. */
export function boardSensors(): SensorTable {
  const description: BoardDescription = board;
  return Object.fromEntries(
    Object.entries(description.sensors).map(([name, sensor]) => [name, factoryOf(description, sensor)]),
  );
}

function factoryOf({ name, buses: pins }: BoardDescription, sensor: SensorDescription): SensorFactory {
  const bus = pins[sensor.bus];
  const Driver = (drivers as Readonly<Record<string, SensorDriver | undefined>>)[sensor.driver];
  if (bus === undefined || Driver === undefined)
    throw new Error(`board ${name}: ${sensor.driver} needs a bus ${sensor.bus} and a driver in drivers.ts`);
  const kind = driverKinds[sensor.driver];
  const { address = kind.address } = sensor;
  return driverSensor({ kind, Driver, io: buses[kind.bus], bus: { ...bus, address } });
}
