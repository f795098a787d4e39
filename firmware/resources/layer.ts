import type { Clock } from "../device/clock.js";
import type { Log } from "../device/log.js";
import type { TimerPort } from "../ports/timer.js";
import type { ResourceDefinition } from "./definition.js";
import type { OutputTable } from "./output.js";
import type { SensorBank } from "./sensor-bank.js";
import type { Value } from "./value.js";

/** What a layer above the resources may use of the device. */
export interface LayerWorld {
  readonly sensors: SensorBank;
  readonly outputs: OutputTable;
  readonly clock: Clock;
  readonly Timer: TimerPort;
  readonly log: Log;
  /** A text of the layer's own that survives restarts; both throw where flash fails, `write` also where the text is too long. */
  readonly memory: { read(): string | undefined; write(text: string): void };
  /** Sends a value of one of its resources; `uptime`, milliseconds, is when it was taken. Not inside the factory. */
  report(alias: string, value: Value, uptime: number): void;
}

/**
 * Conventions above the resources: a layer brings resources of its own, fills them itself, and judges what the cloud writes there. For what
 * one resource alone cannot say, such as a document that tells how the others are reported.
 */
export interface Layer {
  /** Added to the device's own. One with a source is filled by `report` alone, one without is told to the cloud when it is new there. */
  readonly definitions: ReadonlyMap<string, ResourceDefinition>;
  /** The cloud wrote one of them, in the right format: why it is refused, or undefined after it was taken over. An exception refuses it. */
  accept(alias: string, value: Value): string | undefined;
  /** Comes about once a second. An exception is logged, the first of several in a row, and changes nothing else. */
  poll(): void;
}

/** Makes a layer; called once at start. Throws a DeclarationError where its declaration makes no sense. */
export type LayerFactory = (world: LayerWorld) => Layer;
