import type { LayerFactory } from "./layer.js";
import type { ReportPolicy } from "./report-policy.js";
import type { SensorTable } from "./sensor.js";

/** What every resource may say about itself. */
interface Common {
  /** Unit for people, for example "DEG_CELSIUS" or "%". */
  readonly unit?: string;
  /** Whether the cloud may write it. */
  readonly settable?: boolean;
  /** Where its values come from: a sensor's name and the path in its sample, "climate.temperature". */
  readonly source?: string;
  /** Name of the output that gets every accepted value. */
  readonly sink?: string;
  /** Left out, without complaint, on boards that lack its sensor or output. */
  readonly optional?: boolean;
  /**
   * 0 (default) to 3: readings of a higher priority outlive others when there is no room for all. With `outboxDrop: "oldest"` they are
   * carried on so many times when their place is needed, with `"newest"` they are taken for longer.
   */
  readonly priority?: 0 | 1 | 2 | 3;
  /** When its value is reported; a resource without a source is reported whenever it changes. */
  readonly report?: ReportPolicy;
  /** Whether a value written by the cloud survives a restart; default true where the resource is settable. */
  readonly persist?: boolean;
}

export interface NumberDefinition extends Common {
  readonly format: "number";
  readonly initial?: number;
  /** Smallest and largest value, inclusive. */
  readonly range?: readonly [number, number];
  readonly allowed?: readonly number[];
}

export interface StringDefinition extends Common {
  readonly format: "string";
  readonly initial?: string;
  readonly allowed?: readonly string[];
  /** In UTF-16 units. */
  readonly maxLength?: number;
}

export interface BooleanDefinition extends Common {
  readonly format: "boolean";
  readonly initial?: boolean;
}

/** A JSON document; the cloud carries it as a string resource (CN-RES-6). */
export interface JSONDefinition extends Common {
  readonly format: "json";
  /** The document's text. */
  readonly initial?: string;
}

export type ResourceDefinition = NumberDefinition | StringDefinition | BooleanDefinition | JSONDefinition;
export type ResourceTable = Readonly<Record<string, ResourceDefinition>>;

/** The TypeScript type of a resource's values, narrowed to its allowed ones where they are listed. */
export type ValueOf<D extends ResourceDefinition> = D extends { readonly allowed: readonly (infer V)[] }
  ? V
  : D extends NumberDefinition
    ? number
    : D extends BooleanDefinition
      ? boolean
      : string;

/** A device in one piece; see `firmware/app.ts` for a real one. */
export interface DeviceDeclaration<R extends ResourceTable = ResourceTable> {
  /** Sensors of this device beside those of its board; one of the same name replaces the board's. */
  readonly sensors?: SensorTable;
  /** Sensors for boards that have none of that name, such as a simulation. */
  readonly standIns?: SensorTable;
  readonly resources: R;
  /** Conventions above the resources, such as `exosense/exosense.ts`. */
  readonly layer?: LayerFactory;
  /**
   * What to do when the cloud has written a resource, after the model accepted the value and the sink got it.
   * An exception is logged and changes nothing else.
   */
  readonly onWrite?: { readonly [A in keyof R]?: (value: ValueOf<R[A]>) => void };
}

/** Declares a device, so that TypeScript knows the type of each resource's values. Checked at start by `checkDeclaration`. */
export function defineDevice<const R extends ResourceTable>(
  declaration: DeviceDeclaration<R>,
): DeviceDeclaration<R> {
  return Object.freeze(declaration, true);
}
