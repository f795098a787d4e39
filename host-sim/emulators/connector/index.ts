import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { performance } from "node:perf_hooks";
import { CloudSide } from "./cloud-side.js";
import { ControlError } from "./control/control-error.js";
import { ControlServer } from "./control/control-server.js";
import type { DeviceControl } from "./control/device-control.js";
import { connectControl } from "./control-client.js";
import { Connector } from "./core/connector.js";
import type { ConnectorEvent } from "./core/events.js";
import type { ResourceDefinition } from "./core/resource.js";
import { EventLog } from "./event-log.js";
import { type CheckedOptions, type ConnectorOptions, checkOptions } from "./options.js";
import { newConnectorId, newToken } from "./random-names.js";
import { captureState, restoreDevices } from "./state.js";
import { type LoadedState, loadState, StateFile } from "./state-file.js";
import { CertificateStore } from "./tls/certificate-store.js";
import { ServerNames } from "./tls/server-names.js";
import { TlsServer } from "./tls-server.js";

export type { DeviceSummary, ResourceReading, WatchOptions, WriteOutcome } from "./control/device-control.js";
export type { DeviceState } from "./core/device.js";
export type { ConnectorEvent, ConnectorEventName } from "./core/events.js";
export type { CloseReason, Refusal, Rejection } from "./core/reasons.js";
export {
  parseResourceOption,
  type ResourceDefinition,
  type ResourceFormat,
  type ResourceValue,
} from "./core/resource.js";
export { createAuthority, derOf, issueServerCertificate, type KeyPair } from "./tls/certificates.js";
export type { ConnectorOptions, DeviceControl };

/** A running emulator, and the cloud side of its devices. */
export interface RunningConnector extends DeviceControl {
  /** The name clients connect to and verify: `<connectorId>.<domain>`. */
  readonly host: string;
  readonly port: number;
  /** IP address that the emulator listens on. */
  readonly address: string;
  readonly connectorId: string;
  readonly domain: string;
  /** PEM file of the authority that clients must trust. */
  readonly caFile: string;
  /** Its content. With the option `tls`, another authority may have signed the server's certificate. */
  readonly ca: string;
  /** The newest events, oldest first. */
  events(): ConnectorEvent[];
  /** Drops a device's connection, as a bad network would. @returns whether it was connected. */
  kick(device: string): Promise<boolean>;
  /** Ends all connections, saves the state and frees the port. Calling it again does nothing more. */
  close(): Promise<void>;
}

/**
 * Starts a local Connector (dialect B of the interface reference) on a TLS port of this machine.
 *
 * @throws Error with one clear sentence: a wrong option, a port in use, a state folder in use or not writable.
 */
export async function startConnector(options: ConnectorOptions): Promise<RunningConnector> {
  const checked = checkOptions(options);
  mkdirSync(checked.stateDir, { recursive: true, mode: 0o700 });
  await refuseSecondEmulator(checked.stateDir);
  const certificates = await CertificateStore.open(checked.stateDir);
  const log = new EventLog();
  log.subscribe(checked.onEvent);
  const { connector, file } = restore(checked, log);
  const host = `${connector.id}.${checked.domain}`;
  const names = new ServerNames({
    hostName: host,
    issue: async () => checked.tls ?? certificates.serverCertificate(host, now()),
    now,
  });
  // Made before the first client comes: its handshake must not pay for the keys, and a failure shows at the start.
  await names.contextFor(host);
  const server = new TlsServer({ connector, names, limits: checked.limits, now });
  const { port, address } = await server.listen(checked.port, checked.bind);
  const { caFile } = certificates;
  const endpoint = { connectorId: connector.id, domain: checked.domain, port, caFile };
  const cloud = new CloudSide({ connector, log, now, endpoint });
  const control = new ControlServer({ control: cloud, stateDir: checked.stateDir });
  try {
    await control.listen();
  } catch (error) {
    await server.close();
    throw error;
  }
  file.saveNow();
  log.emit(now(), { event: "listening", host, port, address, connectorId: connector.id, caFile });

  const close = async () => {
    await server.close();
    file.close();
    log.emit(now(), { event: "closed", connectorId: connector.id });
    await control.close();
  };
  let closing: Promise<void> | undefined;
  return {
    host,
    port,
    address,
    connectorId: connector.id,
    domain: checked.domain,
    caFile,
    ca: certificates.ca.cert,
    events: () => log.history(),
    endpoint: () => cloud.endpoint(),
    list: () => cloud.list(),
    read: (device, resource) => cloud.read(device, resource),
    write: (device, resource, value) => cloud.write(device, resource, value),
    enable: (device) => cloud.enable(device),
    lock: (device) => cloud.lock(device),
    unlock: (device) => cloud.unlock(device),
    revoke: (device) => cloud.revoke(device),
    delete: (device) => cloud.delete(device),
    watch: (watchOptions) => cloud.watch(watchOptions),
    kick: (device) => cloud.kick(device),
    close: () => {
      closing ??= close();
      return closing;
    },
  };
}

/** Wall-clock milliseconds that never go back: deadlines survive a clock that is set while the emulator runs. */
function now(): number {
  return performance.timeOrigin + performance.now();
}

/** Two emulators on one folder would overwrite each other's devices. */
async function refuseSecondEmulator(stateDir: string): Promise<void> {
  try {
    await connectControl({ stateDir });
  } catch (error) {
    if (error instanceof ControlError && error.code === "not-running") return;
    throw error;
  }
  throw new Error(
    `an emulator is already running with the state folder ${stateDir}; stop it or use another folder`,
  );
}

/** Builds the Connector from the state folder and the options; the options' resources win over learned ones. */
function restore(checked: CheckedOptions, log: EventLog): { connector: Connector; file: StateFile } {
  const path = join(checked.stateDir, "connector.json");
  const loaded = loadState(path);
  reportSetAside(loaded, path, log);
  const state = loaded.kind === "loaded" ? loaded.state : undefined;
  const definitions = new Map<string, ResourceDefinition>();
  for (const each of [...(checked.settings.learn ? (state?.learned ?? []) : []), ...checked.resources]) {
    definitions.set(each.alias, each);
  }
  const given = new Set(checked.resources.map(({ alias }) => alias));
  const file: StateFile = new StateFile({
    path,
    snapshot: () => captureState(connector, given),
    onError: (reason) => log.emit(now(), { event: "state-not-saved", file: path, reason }),
  });
  const connector: Connector = new Connector({
    id: checked.id ?? state?.connectorId ?? newConnectorId(),
    settings: checked.settings,
    definitions: definitions.values(),
    devices: state === undefined ? [] : restoreDevices(state, definitions),
    ports: {
      emit: (at, event) => log.emit(at, event),
      newToken,
      changed: (urgency) => (urgency === "now" ? file.saveNow() : file.saveSoon()),
    },
  });
  return { connector, file };
}

function reportSetAside(loaded: LoadedState, path: string, log: EventLog): void {
  if (loaded.kind !== "set-aside") return;
  const { keptAs, reason } = loaded;
  log.emit(now(), { event: "state-set-aside", file: path, keptAs, reason });
}
