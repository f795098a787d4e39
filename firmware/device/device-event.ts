import type { Quality } from "../resources/quality.js";
import type { Value } from "../resources/value.js";
import type { State } from "./life-cycle.js";
import type { Level } from "./log.js";

/** What an observer of the device hears, one object an occurrence; the shapes are stable and hold no secrets. */
export type DeviceEvent =
  /** The device has credentials, and they are in flash. */
  | { readonly event: "activated"; readonly device: string }
  | { readonly event: "connected"; readonly device: string }
  | { readonly event: "disconnected"; readonly reason: string }
  /** The life cycle moved on; `retryIn` (milliseconds) where the device waits before the next try. */
  | { readonly event: "state"; readonly state: State; readonly reason?: string; readonly retryIn?: number }
  /** A reading left the device (`acknowledged` false) or was acknowledged by the cloud (true). */
  | {
      readonly event: "reported";
      readonly resource: string;
      readonly value: Value;
      readonly acknowledged: boolean;
      /** Good where absent. */
      readonly quality?: Quality;
    }
  /** The cloud wrote a resource. `value` is what it asked for; `reason` says why it was refused. */
  | {
      readonly event: "written";
      readonly resource: string;
      readonly value: Value;
      readonly accepted: boolean;
      readonly reason?: string;
    }
  /** Readings were given up because the outbox was full. */
  | { readonly event: "lost"; readonly resource: string; readonly count: number }
  /** The device does as little as can be, because its last runs ended early; a full start comes in `retryIn` milliseconds. */
  | { readonly event: "safe-mode"; readonly reason: string; readonly retryIn: number }
  | { readonly event: "log"; readonly level: Level; readonly tag: string; readonly message: string };
