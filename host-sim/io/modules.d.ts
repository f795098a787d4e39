/** The modules of this folder that the firmware's own typings do not name, for programs that run in the engine. */

declare module "time" {
  const Time: {
    readonly ticks: number;
    readonly microseconds: number;
    delta(start: number, end?: number): number;
  };
  export default Time;
}

declare module "Resource" {
  export default class Resource {
    constructor(name: string);
    static exists(name: string): boolean;
    readonly byteLength: number;
    slice(start: number, end?: number): ArrayBuffer;
  }
}

declare module "embedded:storage/flash" {
  const storage: Iterable<string> & {
    open(options: { path: string; mode?: string }): {
      read(into: Uint8Array, offset: number): number;
      write(bytes: Uint8Array, offset: number): void;
      eraseBlock(block: number): void;
      status(): { size: number; blockLength: number; blocks: number };
    };
  };
  export default storage;
}

declare module "mc/config" {
  const config: Readonly<Record<string, string | number>>;
  export default config;
}

declare module "embedded:io/serial" {
  const Serial: new (
    options: object,
  ) => { format: string; read(count?: number): unknown; write(data: unknown): number; close(): void };
  export default Serial;
}

declare module "embedded:network/interface/wifi" {
  const WiFi: new (options: object) => object;
  export default WiFi;
}

declare module "embedded:io/i2c" {
  import type { I2CInstance, I2COptions } from "../world/i2c-master.js";

  const I2C: new (options: I2COptions) => I2CInstance;
  export default I2C;
}

declare module "embedded:io/smbus" {
  export { default } from "./io/smbus.js";
}

/** One line of log for each line feed. */
declare function trace(...values: unknown[]): void;
