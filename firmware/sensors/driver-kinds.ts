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

const kinds = {
  SHT3x: {
    bus: "I2C",
    address: 0x44,
    readings: {
      temperature: { path: ["thermometer", "temperature"], range: [-40, 125] },
      humidity: { path: ["hygrometer", "humidity"], range: [0, 100] },
    },
  },
  AHT10: {
    bus: "I2C",
    address: 0x38,
    readings: {
      temperature: { path: ["thermometer", "temperature"], range: [-40, 85] },
      humidity: { path: ["hygrometer", "humidity"], range: [0, 100] },
    },
  },
  BMP280: {
    bus: "I2C",
    address: 0x76,
    readings: {
      temperature: { path: ["thermometer", "temperature"], range: [-40, 85] },
      pressure: { path: ["barometer", "pressure"], range: [30_000, 110_000] },
    },
  },
  TMP117: {
    bus: "SMBus",
    address: 0x48,
    readings: {
      temperature: { path: ["temperature"], range: [-55, 150] },
    },
  },
} as const satisfies Readonly<Record<string, DriverKind>>;

/** A chip whose driver the firmware knows how to use. */
export type DriverName = keyof typeof kinds;

/** What is known of each; another chip needs a row here and a line in its board's `drivers.ts`. */
export const driverKinds: Readonly<Record<DriverName, DriverKind>> = kinds;
