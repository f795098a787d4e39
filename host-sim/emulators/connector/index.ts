import { join } from "node:path";
import { startEmulator } from "./emulator.js";
import { type ConnectorOptions, type ConnectorsOptions, checkDescription, checkEmulator } from "./options.js";
import type { EmulatedConnector, RunningConnector, RunningConnectors } from "./running.js";

export { type ConfiguredConnectors, readConnectorConfig } from "./config/read-config.js";
export type {
  DeviceControl,
  DeviceSummary,
  InjectOptions,
  ResourceReading,
  WatchOptions,
  WriteOutcome,
} from "./control/device-control.js";
export type { AuthenticationType } from "./core/authentication/credential.js";
export type { DeviceState } from "./core/device.js";
export type { DialectName } from "./core/dialects.js";
export type { ConnectorEvent, ConnectorEventName } from "./core/events.js";
export {
  CERTIFICATE_FLAWS,
  type CertificateFlaw,
  FAULT_STORIES,
  type Fault,
  type FaultKind,
  parseFaultWords,
  type ScriptedFault,
} from "./core/faults/fault.js";
export type { InjectedFault } from "./core/faults/fault-board.js";
export type { IdentityFormat } from "./core/identity-formats.js";
export type { PacketNote } from "./core/packet-note.js";
export type { CloseReason, Refusal, Rejection } from "./core/reasons.js";
export {
  parseResourceOption,
  type ResourceDefinition,
  type ResourceFormat,
  type ResourceValue,
} from "./core/resource.js";
export type { ConnectorDescription, EmulatorOptions } from "./options.js";
export { createAuthority, derOf, issueServerCertificate, type KeyPair } from "./tls/certificates.js";
export { issueClientCertificate } from "./tls/client-certificates.js";
export { DeviceAuthority } from "./tls/device-authority.js";
export type { ConnectorOptions, ConnectorsOptions, EmulatedConnector, RunningConnector, RunningConnectors };

/**
 * Starts a local Connector (dialect B of the interface reference, unless told otherwise) on a TLS port of this machine.
 *
 * @throws Error with one clear sentence: a wrong option, a port in use, a state folder in use or not writable.
 */
export async function startConnector(options: ConnectorOptions): Promise<RunningConnector> {
  const checked = checkEmulator(options);
  const placed = { description: checkDescription(options), folder: checked.stateDir };
  const { connectors, close } = await startEmulator(checked, [placed]);
  const [connector] = connectors;
  if (connector === undefined) throw new Error("the emulator started without its Connector");
  return { ...connector, close };
}

/**
 * Starts several Connectors behind one port; each client reaches the one it names in its TLS handshake (CN-TLS-3).
 * They share the authority in `stateDir` and nothing else; each has a folder of its own there, named by its id,
 * which is also the folder to give to `connectControl`.
 *
 * @throws Error as `startConnector` does, the message beginning with `connectors[n]` where one of them is wrong.
 */
export async function startConnectors(options: ConnectorsOptions): Promise<RunningConnectors> {
  const checked = checkEmulator(options);
  if (options.connectors.length === 0) throw new Error("connectors is empty; describe at least one");
  const seen = new Set<string>();
  const placed = options.connectors.map((each, index) => {
    const at = `connectors[${index}]`;
    if (seen.has(each.id)) throw new Error(`${at}: id "${each.id}" is taken by another one; ids are unique`);
    seen.add(each.id);
    try {
      return { description: checkDescription(each), folder: join(checked.stateDir, each.id) };
    } catch (error) {
      throw new Error(`${at}: ${error instanceof Error ? error.message : error}`, { cause: error });
    }
  });
  const { port, address, certificates, connectors, close } = await startEmulator(checked, placed);
  return {
    port,
    address,
    caFile: certificates.caFile,
    ca: certificates.ca.cert,
    connectors,
    connector: (id) => {
      const found = connectors.find(({ connectorId }) => connectorId === id);
      if (found !== undefined) return found;
      throw new Error(
        `no Connector "${id}" here; there are ${connectors.map(({ connectorId }) => connectorId).join(", ")}`,
      );
    },
    close,
  };
}
