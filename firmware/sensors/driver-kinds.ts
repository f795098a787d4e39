/** One quantity that a chip measures. */
export interface ReadingKind {
  /** Where the driver's sample has it: the names of ECMA-419 (clause 14), or flat. */
  readonly path: readonly string[];
  /** What the chip can measure at all, by its data sheet; what lies outside is no measurement. */
  readonly range: readonly [least: number, most: number];
}

/** A sensor chip with a driver of ECMA-419's pattern: how it is addressed, and what its samples hold. */
export interface DriverKind {
  /** The class that its driver wants as `io`. */
  readonly bus: "I2C" | "SMBus";
  /** On the bus, 7 bits; the one that the chip has with its address pins open or low. */
  readonly address: number;
  /** By the name that our samples give them: temperature in °C, humidity in %, pressure in Pa. */
  readonly readings: Readonly<Record<string, ReadingKind>>;
}

/** What is known of each; another chip needs a row here and a line in its board's `drivers.ts`. */
export const driverKinds = Object.freeze({
  SHT3x: kind("I2C", 0x44, {
    temperature: reading(["thermometer", "temperature"], -40, 125),
    humidity: reading(["hygrometer", "humidity"], 0, 100),
  }),
  AHT10: kind("I2C", 0x38, {
    temperature: reading(["thermometer", "temperature"], -40, 85),
    humidity: reading(["hygrometer", "humidity"], 0, 100),
  }),
  BMP280: kind("I2C", 0x76, {
    temperature: reading(["thermometer", "temperature"], -40, 85),
    pressure: reading(["barometer", "pressure"], 30_000, 110_000),
  }),
  TMP117: kind("SMBus", 0x48, {
    temperature: reading(["temperature"], -55, 150),
  }),
});

/** A chip whose driver the firmware knows how to use. */
export type DriverName = keyof typeof driverKinds;

function kind(bus: DriverKind["bus"], address: number, readings: DriverKind["readings"]): DriverKind {
  return Object.freeze({ bus, address, readings: Object.freeze(readings) });
}

function reading(path: readonly string[], least: number, most: number): ReadingKind {
  return Object.freeze({ path: Object.freeze(path), range: Object.freeze([least, most] as const) });
}
