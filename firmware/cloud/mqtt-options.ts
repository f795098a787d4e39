import type { Failure } from "../device/failure.js";
import type { MQTTClientConstructor } from "../ports/mqtt-client.js";
import type {
  CertificateFile,
  ResolverConstructor,
  SecureOptions,
  ServerCertificate,
  TCPConstructor,
  TLSConstructor,
} from "../ports/tcp.js";
import type { TimerPort } from "../ports/timer.js";
import type { Secret } from "../storage/secret.js";

/** The classes of the platform that carry MQTT over TLS. */
export interface MQTTPlatform {
  MQTTClient: MQTTClientConstructor;
  TLSSocket: TLSConstructor;
  TCP: TCPConstructor;
  Resolver: ResolverConstructor;
  Timer: TimerPort;
}

export interface MQTTIOOptions {
  io: MQTTPlatform;
  host: string;
  port: number;
  /** Trusted roots; the server's chain, name and dates are always checked, and lead to one of them. */
  roots: readonly CertificateFile[];
  /** What the client proves its identity with during the handshake, where the cloud wants that. */
  clientCertificate?: Pick<SecureOptions, "clientCertificates" | "clientKey">;
  /** Left out in an anonymous login and where a certificate tells the identity. */
  user?: string;
  password?: Secret;
  /** Milliseconds. */
  keepAlive: number;
  /** Milliseconds from the start to the accepted login. */
  connectTimeout: number;
  /** Longest payload that is taken from the cloud, bytes; what is longer is read, dropped and reported by `onDropped`. */
  longestPayload: number;
  /** The server has proved itself to TLS; before `onConnected`. */
  onCertificate?(certificate: ServerCertificate): void;
  onConnected(): void;
  onMessage(topic: string, payload: ArrayBuffer): void;
  onDropped(topic: string, byteLength: number): void;
  /** PUBACK for the publish of that packet identifier. */
  onAcknowledged(id: number): void;
  /** There is room to publish again. */
  onRoom(): void;
  /** Comes once, as the last callback, and never inside the constructor. */
  onClosed(failure: Failure): void;
}
