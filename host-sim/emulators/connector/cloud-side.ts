import { ControlError } from "./control/control-error.js";
import type {
  ConnectorEndpoint,
  DeviceControl,
  DeviceSummary,
  InjectOptions,
  ResourceReading,
  WatchOptions,
  WriteOutcome,
} from "./control/device-control.js";
import type { Connector } from "./core/connector.js";
import { type Device, isPending, stateOf } from "./core/device.js";
import type { ConnectorEvent } from "./core/events.js";
import { type Fault, parseFault } from "./core/faults/fault.js";
import type { InjectedFault } from "./core/faults/fault-board.js";
import { MAX_VALUE_BYTES } from "./core/report.js";
import {
  hasFormat,
  isAllowed,
  parseValue,
  type ResourceDefinition,
  type ResourceValue,
} from "./core/resource.js";
import type { EventLog } from "./event-log.js";
import { watchLog } from "./watch.js";

/** The cloud side of a Connector in this process: what scripts and apps do in the real cloud. */
export class CloudSide implements DeviceControl {
  readonly #connector: Connector;
  readonly #log: EventLog;
  readonly #now: () => number;
  readonly #endpoint: ConnectorEndpoint;

  constructor(options: {
    readonly connector: Connector;
    readonly log: EventLog;
    readonly now: () => number;
    readonly endpoint: ConnectorEndpoint;
  }) {
    this.#connector = options.connector;
    this.#log = options.log;
    this.#now = options.now;
    this.#endpoint = options.endpoint;
  }

  async endpoint(): Promise<ConnectorEndpoint> {
    return this.#endpoint;
  }

  async list(): Promise<DeviceSummary[]> {
    return [...this.#connector.devices.values()].map((device) => this.#summary(device));
  }

  async read(deviceId: string, resource?: string): Promise<ResourceReading[]> {
    const device = this.#device(deviceId);
    const definitions =
      resource === undefined ? this.#connector.definitions.values() : [this.#definition(resource)];
    return [...definitions].map((definition) => readingOf(device, definition));
  }

  async write(deviceId: string, resource: string, value: ResourceValue): Promise<WriteOutcome> {
    const device = this.#device(deviceId);
    const definition = this.#definition(resource);
    if (definition.settable !== true) {
      throw new ControlError(
        "not-settable",
        `resource "${resource}" is not settable from the cloud (CN-MOD-2)`,
      );
    }
    const checked = checkWrite(definition, value);
    const { delivered, timestamp } = this.#connector.write(device, resource, checked, this.#now());
    return { device: deviceId, resource, value: checked, timestamp, delivered };
  }

  async enable(deviceId: string): Promise<DeviceSummary> {
    if (this.#connector.devices.has(deviceId)) {
      throw new ControlError("already-known", `device "${deviceId}" is known already`);
    }
    if (!this.#connector.settings.identity.test(deviceId)) {
      throw new ControlError("bad-value", `"${deviceId}" does not fit the identity format (CN-PROV-6)`);
    }
    return this.#changed(this.#connector.addDevice(deviceId));
  }

  async lock(deviceId: string): Promise<DeviceSummary> {
    const device = this.#device(deviceId);
    device.locked = true;
    this.#connector.disconnect(device, "locked", this.#now());
    return this.#changed(device);
  }

  async unlock(deviceId: string): Promise<DeviceSummary> {
    const device = this.#device(deviceId);
    device.locked = false;
    return this.#changed(device);
  }

  async revoke(deviceId: string): Promise<DeviceSummary> {
    const device = this.#device(deviceId);
    delete device.credential;
    // An identity that never activated stays what it is: it may activate anyway.
    if (device.provisioning === "provisioned") device.provisioning = "reprovision";
    this.#connector.disconnect(device, "revoked", this.#now());
    return this.#changed(device);
  }

  async reprovision(deviceId: string): Promise<DeviceSummary> {
    const device = this.#device(deviceId);
    // As with revoke: who never activated may do so anyway.
    if (device.provisioning === "provisioned") device.provisioning = "reprovision";
    return this.#changed(device);
  }

  async delete(deviceId: string): Promise<void> {
    const device = this.#device(deviceId);
    this.#connector.disconnect(device, "deleted", this.#now());
    this.#connector.devices.delete(deviceId);
    this.#connector.ports.changed("now");
    this.#connector.ports.emit(this.#now(), { event: "state", device: deviceId, state: "deleted" });
  }

  /** Drops the device's connection, as a bad network would. @returns whether there was one. */
  async kick(deviceId: string): Promise<boolean> {
    return this.#connector.disconnect(this.#device(deviceId), "kicked", this.#now());
  }

  async inject(fault: Fault, options: InjectOptions = {}): Promise<InjectedFault> {
    return this.#connector.faults.inject(checkFault(fault), this.#now(), checkDuration(options.for));
  }

  async faults(): Promise<InjectedFault[]> {
    return this.#connector.faults.list();
  }

  async clearFaults(): Promise<void> {
    this.#connector.faults.clear(this.#now());
  }

  watch(options: WatchOptions = {}): AsyncIterable<ConnectorEvent> {
    return watchLog(this.#log, options);
  }

  #device(deviceId: string): Device {
    const device = this.#connector.devices.get(deviceId);
    if (device === undefined)
      throw new ControlError("unknown-device", `no device "${deviceId}" on this Connector`);
    return device;
  }

  #definition(alias: string): ResourceDefinition {
    const definition = this.#connector.definitions.get(alias);
    if (definition !== undefined) return definition;
    const known = [...this.#connector.definitions.keys()].join(", ") || "none";
    throw new ControlError("unknown-resource", `no resource "${alias}" on this Connector; defined: ${known}`);
  }

  #changed(device: Device): DeviceSummary {
    this.#connector.ports.changed("now");
    this.#connector.ports.emit(this.#now(), { event: "state", device: device.id, state: stateOf(device) });
    return this.#summary(device);
  }

  #summary(device: Device): DeviceSummary {
    const connected = this.#connector.isConnected(device);
    return {
      device: device.id,
      state: stateOf(device),
      connected,
      pending: this.#connector.pendingCount(device),
    };
  }
}

function readingOf(device: Device, definition: ResourceDefinition): ResourceReading {
  const cell = device.cells.get(definition.alias);
  return {
    resource: definition.alias,
    format: definition.format,
    unit: definition.unit ?? null,
    settable: definition.settable ?? false,
    reported: cell?.reported ?? null,
    set: cell?.set ?? null,
    timestamp: cell?.timestamp ?? null,
    pending: cell !== undefined && isPending(cell),
  };
}

/** Programs in JavaScript and requests over HTTP are not held back by types. */
function checkFault(fault: unknown): Fault {
  try {
    return parseFault(fault);
  } catch (error) {
    throw new ControlError("bad-value", error instanceof Error ? error.message : String(error));
  }
}

function checkDuration(duration: unknown): number | undefined {
  if (duration === undefined || (typeof duration === "number" && duration > 0)) return duration;
  throw new ControlError(
    "bad-value",
    `for: ${JSON.stringify(duration)} is not a number of milliseconds above 0`,
  );
}

/** @throws ControlError when the value does not fit the resource. */
function checkWrite(definition: ResourceDefinition, value: ResourceValue): ResourceValue {
  const { alias, format, allowed } = definition;
  const typed = typeof value === "string" ? parseValue(format, value) : value;
  const fail = (problem: string): ControlError =>
    new ControlError("bad-value", `resource "${alias}": ${JSON.stringify(value)} ${problem}`);
  if (typed === undefined || !hasFormat(format, typed)) throw fail(`is not a ${format}`);
  if (!isAllowed(definition, typed)) throw fail(`is not among the allowed values ${JSON.stringify(allowed)}`);
  if (typeof typed === "string" && Buffer.byteLength(typed) > MAX_VALUE_BYTES) {
    throw new ControlError(
      "too-large",
      `resource "${alias}": the value is larger than ${MAX_VALUE_BYTES} bytes`,
    );
  }
  return typed;
}
