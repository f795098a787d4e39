import type { DeviceControl } from "./control/device-control.js";
import type { ConnectorEvent } from "./core/events.js";

/** A Connector that serves its devices, and its cloud side. */
export interface EmulatedConnector extends DeviceControl {
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
  /** HTTPS address that the names of its files are appended to; null without `content` (CN-CON-1). */
  readonly contentUrl: string | null;
  /** The newest events, oldest first. */
  events(): ConnectorEvent[];
  /** Drops a device's connection, as a bad network would. @returns whether it was connected. */
  kick(device: string): Promise<boolean>;
}

/** A running emulator of one Connector. */
export interface RunningConnector extends EmulatedConnector {
  /** Ends all connections, saves the state and frees the port. Calling it again does nothing more. */
  close(): Promise<void>;
}

/** A running emulator of several Connectors behind one port. */
export interface RunningConnectors {
  readonly port: number;
  /** IP address that the emulator listens on. */
  readonly address: string;
  /** PEM file of the authority that clients of all of them must trust. */
  readonly caFile: string;
  readonly ca: string;
  /** In the order of the options. */
  readonly connectors: readonly EmulatedConnector[];
  /** @throws Error when there is none with this id. */
  connector(id: string): EmulatedConnector;
  /** Ends all of them. Calling it again does nothing more. */
  close(): Promise<void>;
}
