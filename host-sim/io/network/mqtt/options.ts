import type { BufferSource } from "../../buffer-source.js";
import type { Subscription, Text, Will } from "./control-packets.js";
import type { Control } from "./incoming.js";

/** The socket that the client constructs and writes to. */
export interface Socket {
  format: "buffer" | "number";
  read(count?: number | BufferSource): ArrayBuffer | number | undefined;
  write(data: BufferSource, options?: { more: boolean; byteLength: number }): number;
  close(): void;
}

interface Resolver {
  resolve(options: { host: string; onResolved(host: string, address: string): void; onError(): void }): void;
}

/** With the first fragment of a message come topic, byteLength and QoS; with later ones only `more`. */
export interface ReadableOptions {
  topic?: string;
  byteLength?: number;
  QoS?: number;
  more: boolean;
}

export interface Callbacks {
  onControl?: (message: Control) => void;
  onReadable?: (count: number, options: ReadableOptions) => void;
  onWritable?: (count: number) => void;
  onError?: () => void;
}

export interface Options extends Callbacks {
  host: string;
  port?: number;
  id?: string;
  user?: string;
  password?: Text;
  clean?: boolean;
  /** Milliseconds; 0 switches it off. */
  keepAlive?: number;
  will?: Will;
  format?: "buffer";
  target?: unknown;
  dns: { io: new (options: object) => Resolver };
  /** `io` is constructed with the other properties, the address, the host, the port and callbacks. */
  socket: { io: new (options: object) => Socket };
}

export interface WriteOptions {
  /** Control packet type; PUBLISH where absent. */
  operation?: number;
  id?: number;
  topic?: string;
  QoS?: number;
  retain?: boolean;
  duplicate?: boolean;
  /** Payload bytes in all, where `data` is only the beginning. */
  byteLength?: number;
  items?: readonly Subscription[];
}
