import type { DeviceEvent } from "../../firmware/device/device-event.js";
import type { ConnectorEventBody } from "../emulators/connector/core/events.js";

/** One number of one resource. Those of a resource count up, so that each tells which reading, or which write of the cloud, it is. */
export interface Numbered {
  readonly resource: string;
  readonly value: number;
}

/** Everything that happens in a simulation, as its invariants hear of it. Together they are the run: two runs with one hash are the same. */
export type Occurrence =
  /** The device has power (again). */
  | { readonly kind: "power-on"; readonly life: number }
  | { readonly kind: "power-lost"; readonly life: number }
  /** The firmware threw out of a callback: a board would reboot. */
  | { readonly kind: "crash"; readonly reason: string }
  /** The device's clock got the true time from the server, or a wrong one from somewhere. */
  | { readonly kind: "clock"; readonly why: "set" }
  | { readonly kind: "clock"; readonly why: "stepped"; readonly by: number }
  /** An operator found that the cloud does not let the device in, and goes there. */
  | { readonly kind: "helped" }
  /** The device's token was erased on purpose. */
  | { readonly kind: "token-erased" }
  /** An operation of flash fails; the power stays. */
  | { readonly kind: "flash-failed" }
  /** A sensor was looked at. */
  | ({ readonly kind: "taken" } & Numbered)
  /** The cloud writes a resource. */
  | ({ readonly kind: "ordered" } & Numbered)
  /** The device carries out what the cloud wrote. */
  | ({ readonly kind: "applied" } & Numbered)
  /** The operator changes two settings that belong together: before it, when it came back, and what the device holds at its next start. */
  | { readonly kind: "settings"; readonly phase: "tried" | "done" | "held"; readonly pair: SettingsPair }
  | { readonly kind: "device"; readonly event: DeviceEvent }
  | { readonly kind: "cloud"; readonly event: ConnectorEventBody }
  | { readonly kind: "fault"; readonly phase: "begins" | "ends"; readonly number: number }
  /** No fault has been on for as long as the device may take to be well again. */
  | { readonly kind: "calm" };

export interface SettingsPair {
  readonly keepAliveSeconds: number;
  readonly acknowledgeSeconds: number;
}
