import type { SensorDriver } from "../../firmware/sensors/driver.js";
import type { DriverName } from "../../firmware/sensors/driver-kinds.js";

/** Where a person talks to the device: a UART on two pins, or the chip's own USB port. */
export type SerialPort =
  | { readonly kind: "uart"; readonly port: 0 | 1 | 2; readonly transmit: number; readonly receive: number }
  | { readonly kind: "usb" };

/** An I2C bus by its pins. */
export interface Bus {
  readonly data: number;
  readonly clock: number;
}

/** A chip on the board or at its pins. */
export interface SensorDescription {
  readonly driver: DriverName;
  /** One of the board's `buses`. */
  readonly bus: string;
  /** Where its address pins say something else than the chip's usual one. */
  readonly address?: number;
}

/**
 * Something that the board can switch: a pin; the lamp that the SDK's target describes (`Host.LED`); the pixel that the SDK's target
 * leaves in the global `lights`.
 */
export type OutputDescription =
  | { readonly kind: "pin"; readonly pin: number; readonly activeLow?: true }
  | { readonly kind: "target-lamp" }
  | { readonly kind: "target-pixel" };

/** What distinguishes a board from others: what is soldered where, and how much of everything there is. */
export interface BoardDescription {
  /** The name of its folder. */
  readonly name: string;
  /** For people: maker and model. */
  readonly title: string;
  /** What `mcconfig -p` is told. */
  readonly target: "esp32" | `esp32/${string}`;
  readonly chip: "esp32" | "esp32s3" | "esp32c3" | "esp32c6";
  /** Of the flash chip. */
  readonly flashSizeBytes: number;
  /** As the manifest's `platform/esp32/links/…` says too. */
  readonly network: "wifi" | "ethernet";
  /** As the manifest's `platform/esp32/consoles/…` says too. */
  readonly console: SerialPort;
  readonly buses: Readonly<Record<string, Bus>>;
  /** By the name under which resources find them: `climate` is the source `climate.temperature`. */
  readonly sensors: Readonly<Record<string, SensorDescription>>;
  /** By the name under which resources find them as their `sink`. */
  readonly outputs: Readonly<Record<string, OutputDescription>>;
  /** Memory of the JavaScript engine; the board's manifest says the same to the SDK, and the build holds one against the other. */
  readonly heap: Heap;
  readonly outbox: { readonly partitionSizeBytes: number };
  /** What a build may take; it fails where it takes more. */
  readonly budget: Budget;
}

/**
 * `arena`: one block for everything, its size in bytes, shared as need be. `pools`: fixed numbers of bytes for chunks (strings, buffers)
 * and of slots (objects, 16 bytes each), for chips whose memory is in several pieces. The stack counts in slots.
 */
export type Heap =
  | { readonly kind: "arena"; readonly sizeBytes: number; readonly stackSlots: number }
  | {
      readonly kind: "pools";
      readonly chunkBytes: number;
      readonly slots: number;
      readonly stackSlots: number;
    };

export interface Budget {
  /** The image of the firmware; two of them, for updates, and the outbox have to fit into the flash. */
  readonly imageBytes: number;
  /** Preloaded objects, 16 bytes each, in the image. */
  readonly romSlots: number;
  readonly resourceBytes: number;
}

/** A board's description, frozen to its last leaf: it is linked into ROM, where nothing could change it anyway. */
export function defineBoard<const T extends BoardDescription>(description: T): T {
  freeze(description);
  return description;
}

function freeze(value: object): void {
  Object.freeze(value);
  for (const part of Object.values(value)) if (typeof part === "object") freeze(part);
}

/** A driver for every chip that a board names. */
export type DriversOf<T extends BoardDescription> = Readonly<
  Record<T["sensors"][keyof T["sensors"]]["driver"], SensorDriver>
>;
