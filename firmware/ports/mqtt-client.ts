import type { ResolverConstructor } from "./tcp.js";

/**
 * The ECMA-419 MQTT client (section 25), MQTT 3.1.1, as the Moddable SDK behaves; see `cloud/mqtt-io.ts`, its only user,
 * for what must be known to use it safely.
 */
export interface MQTTClient {
  /** Publishes, continues a publish, or sends the control packet named by `operation`; returns the free bytes. */
  write(data: ArrayBuffer | Uint8Array | null, options?: MQTTWriteOptions): number;
  /** Reads that much of the current message's payload. */
  read(count?: number): ArrayBuffer | undefined;
  close(): void;
}

export interface MQTTWriteOptions {
  /** Control packet type, for example 8 for SUBSCRIBE; PUBLISH where absent. */
  operation?: number;
  topic?: string;
  QoS?: 0 | 1 | 2;
  retain?: boolean;
  duplicate?: boolean;
  /** Packet identifier, 1 to 65,535. */
  id?: number;
  /** Total payload bytes where `data` is only the first part. */
  byteLength?: number;
  items?: readonly { topic: string; QoS?: 0 | 1 | 2 }[];
}

/** A control packet that arrived: one argument, although standard and typings say two. */
export interface MQTTControl {
  /** Control packet type: 2 CONNACK, 4 PUBACK, 9 SUBACK, … */
  operation: number;
  id?: number;
  payload?: number[];
}

/** With the first fragment of a message come topic, byteLength and QoS; with later ones only `more`. */
export interface MQTTReadable {
  topic?: string;
  byteLength?: number;
  QoS?: number;
  more?: boolean;
}

export interface MQTTOptions {
  host: string;
  port: number;
  /** Client identifier; empty where the cloud wants none. */
  id?: string;
  user?: string;
  password?: string;
  clean?: boolean;
  /** Milliseconds; 0 switches keep-alive off. */
  keepAlive?: number;
  dns: { io: ResolverConstructor };
  /** `io` is constructed with the other properties, the address, the host, the port and the callbacks. */
  socket: object;
  onControl?: (message: MQTTControl) => void;
  onReadable?: (count: number, options: MQTTReadable) => void;
  onWritable?: (count: number) => void;
  onError?: (error?: unknown) => void;
}

export type MQTTClientConstructor = new (options: MQTTOptions) => MQTTClient;

/** Control packet types of MQTT 3.1.1, table 2.1, as far as the firmware names them. */
export const CONNACK = 2;
export const PUBACK = 4;
export const DISCONNECT = 14;
