import type { DeviceState } from "../core/device.js";
import type { ConnectorEvent } from "../core/events.js";
import type { Fault } from "../core/faults/fault.js";
import type { InjectedFault } from "../core/faults/fault-board.js";
import type { ResourceFormat, ResourceValue } from "../core/resource.js";

/** One line of `list`. */
export interface DeviceSummary {
  readonly device: string;
  readonly state: DeviceState;
  readonly connected: boolean;
  /** Writes that the device has not acknowledged yet (CN-MOD-2). */
  readonly pending: number;
}

/** Where devices find the Connector, and whom to trust. */
export interface ConnectorEndpoint {
  readonly connectorId: string;
  readonly domain: string;
  readonly port: number;
  /** PEM file of the authority. */
  readonly caFile: string;
}

/** CN-MOD-2: what the cloud holds of one resource of one device; null where nobody gave a value yet. */
export interface ResourceReading {
  readonly resource: string;
  readonly format: ResourceFormat;
  readonly unit: string | null;
  readonly settable: boolean;
  readonly reported: ResourceValue | null;
  readonly set: ResourceValue | null;
  /** Microseconds since 1970. */
  readonly timestamp: number | null;
  readonly pending: boolean;
}

export interface WriteOutcome {
  readonly device: string;
  readonly resource: string;
  readonly value: ResourceValue;
  readonly timestamp: number;
  /** False while the device is away: it is sent the value when it connects (CN-MOD-3). */
  readonly delivered: boolean;
}

/**
 * The cloud side of a Connector, the same in process (`startConnector`) and over loopback HTTP (`connectControl`).
 * Every method rejects with a ControlError.
 */
export interface DeviceControl {
  endpoint(): Promise<ConnectorEndpoint>;
  list(): Promise<DeviceSummary[]>;
  /** All resources of a device, or the one named. */
  read(device: string, resource?: string): Promise<ResourceReading[]>;
  /** Writes a settable resource. A number or boolean may be given as its text, as typed on a command line. */
  write(device: string, resource: string, value: ResourceValue): Promise<WriteOutcome>;
  /** Adds an identity to the whitelist (CN-PROV-6). */
  enable(device: string): Promise<DeviceSummary>;
  /** Closes the device's connection and ignores its attempts until `unlock` (CN-PROV-6). */
  lock(device: string): Promise<DeviceSummary>;
  unlock(device: string): Promise<DeviceSummary>;
  /** Lets the device provision again (CN-PROV-7); until it does, it stays connected and its credentials stay good. */
  reprovision(device: string): Promise<DeviceSummary>;
  /** Takes the credentials away, kicks the device and lets it provision again (CN-PROV-7). */
  revoke(device: string): Promise<DeviceSummary>;
  delete(device: string): Promise<void>;
  /**
   * Makes something go wrong from now on.
   * @param options.for milliseconds until it ends by itself; absent: until it is cleared, or struck `times` times.
   */
  inject(fault: Fault, options?: InjectOptions): Promise<InjectedFault>;
  /** The faults that are on, oldest first. */
  faults(): Promise<InjectedFault[]>;
  /** Ends all faults and what is left of a script. */
  clearFaults(): Promise<void>;
  /** Everything that happens from now on, after what is still remembered if `history` is true (the default). */
  watch(options?: WatchOptions): AsyncIterable<ConnectorEvent>;
}

export interface InjectOptions {
  readonly for?: number;
}

export interface WatchOptions {
  readonly history?: boolean;
  /** Ends the iteration. */
  readonly signal?: AbortSignal;
}
