import type { Credential } from "./authentication/credential.js";
import type { ResourceValue } from "./resource.js";

/** CN-PROV-6: what the control side sees of a device. */
export type DeviceState = "whitelisted" | "provisioned" | "reprovision" | "locked";

/** How far a device's provisioning is; being locked is kept apart so that unlocking returns to it. */
export type Provisioning = Exclude<DeviceState, "locked">;

/** CN-MOD-2: one resource of one device. A field is absent until somebody gave it a value. */
export interface Cell {
  reported?: ResourceValue;
  set?: ResourceValue;
  /** Time of the last change, in microseconds since 1970; below 2^53 until the year 2255. */
  timestamp: number;
}

/** A device as the Connector knows it. Only `Connector` changes it. */
export interface Device {
  readonly id: string;
  provisioning: Provisioning;
  locked: boolean;
  /** Present while provisioned, and in `reprovision` where the old one is good until the next activation. Never logged. */
  credential?: Credential;
  readonly cells: Map<string, Cell>;
}

export function stateOf(device: Device): DeviceState {
  return device.locked ? "locked" : device.provisioning;
}

/** CN-MOD-2: the cloud asked for something that the device has not taken over yet. */
export function isPending(cell: Cell): boolean {
  return cell.set !== undefined && cell.set !== cell.reported;
}
