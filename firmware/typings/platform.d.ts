/**
 * The platform's modules as `platform-io.ts` meets them. The SDK brings typings of its own for a board's build; these stand in
 * where it is not installed, and say no more than the firmware needs.
 */

declare module "embedded:io/socket/tcp" {
  const TCP: new (options: object) => object;
  export default TCP;
}

declare module "embedded:io/socket/tcp/tls" {
  const TLSSocket: new (options: object) => object;
  export default TLSSocket;
}

declare module "embedded:network/mqtt/client" {
  const MQTTClient: new (options: object) => object;
  export default MQTTClient;
}

declare module "embedded:storage/key-value" {
  const keyValue: { open(options: object): object };
  export default keyValue;
}

declare module "timer" {
  const Timer: { set(callback: () => void, delay?: number, repeat?: number): object };
  export default Timer;
}

declare module "system" {
  const System: {
    resolve(host: string, callback: (name: string, address?: string) => void): void;
    restart(): void;
  };
  export default System;
}

declare module "platform/board" {
  const board: import("../ports/board.js").Board;
  export default board;
}
