import type { Log } from "../../device/log.js";
import type { CertificateFile, ServerCertificate } from "../../ports/tcp.js";
import type { MQTTPlatform } from "../mqtt-options.js";

export type Authentication = "token" | "password" | "certificate";

/** Everything that one Connector and one device need to talk. */
export interface ConnectorOptions {
  io: MQTTPlatform;
  /** Host name of the Connector, `<connectorId>.<domain>` (CN-TLS-1). */
  host: string;
  port: number;
  /** The trusted roots of the moment, asked for with every connection. */
  roots(): readonly CertificateFile[];
  /** The server has proved itself to TLS. */
  onCertificate?(certificate: ServerCertificate): void;
  deviceId: string;
  /** The Connector's way of telling its devices. */
  authentication: Authentication;
  /** Bytes that nobody can guess. */
  entropy(count: number): Uint8Array;
  /** All in milliseconds. */
  timing: ConnectorTiming;
  /** Unacknowledged messages at a time. */
  window: number;
  /** Longest value taken from the cloud, bytes; a longer one is told and not taken. */
  longestWrite: number;
  /** Characters of a message of several readings, about; a longer value travels alone. */
  longestMessage: number;
  /** Milliseconds since 1970. */
  now(): number;
  log: Log;
}

export interface ConnectorTiming {
  readonly keepAlive: number;
  /** To the accepted login. */
  readonly connectTimeout: number;
  /** From the accepted anonymous login to the end of the activation. */
  readonly activationTimeout: number;
  /** From a publish to its PUBACK. */
  readonly acknowledgeTimeout: number;
}
