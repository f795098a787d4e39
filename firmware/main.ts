import TCP from "embedded:io/socket/tcp";
import TLSSocket from "embedded:io/socket/tcp/tls";
import MQTTClient from "embedded:network/mqtt/client";
import keyValue from "embedded:storage/key-value";
import board from "platform/board";
import Timer from "timer";
import application from "./app.js";
import { SystemResolver } from "./cloud/system-resolver.js";
import { startDevice } from "./device/assembly.js";
import type { KeyValuePort } from "./ports/key-value.js";
import type { MQTTClientConstructor } from "./ports/mqtt-client.js";
import type { TCPConstructor, TLSConstructor } from "./ports/tcp.js";
import type { TimerPort } from "./ports/timer.js";

/**
 * Where a device begins: hands the classes of its platform to the assembly. The casts state what the SDK's typings leave out or
 * say otherwise (callbacks without arguments, `address` beside `host`); the contract tests hold the platform to our ports.
 */
export default function main(): void {
  startDevice({
    application,
    board,
    io: {
      MQTTClient: MQTTClient as unknown as MQTTClientConstructor,
      TLSSocket: TLSSocket as unknown as TLSConstructor,
      TCP: TCP as unknown as TCPConstructor,
      Resolver: SystemResolver,
      Timer: Timer as unknown as TimerPort,
    },
    keyValue: keyValue as unknown as KeyValuePort,
  });
}
