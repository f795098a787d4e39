import TCP from "embedded:io/socket/tcp";
import TLSSocket from "embedded:io/socket/tcp/tls";
import MQTTClient from "embedded:network/mqtt/client";
import storage from "embedded:storage/key-value";
import Timer from "timer";
import type { MQTTPlatform } from "./cloud/mqtt-options.js";
import { SystemResolver } from "./cloud/system-resolver.js";
import type { KeyValuePort } from "./ports/key-value.js";
import type { MQTTClientConstructor } from "./ports/mqtt-client.js";
import type { TCPConstructor, TLSConstructor } from "./ports/tcp.js";
import type { TimerPort } from "./ports/timer.js";

/**
 * The classes of the platform that the firmware stands on, for composition roots. The casts state what the SDK's typings leave out
 * or say otherwise (callbacks without arguments, `address` beside `host`); the contract tests hold the platform to our ports.
 */
export const io: MQTTPlatform = Object.freeze({
  MQTTClient: MQTTClient as unknown as MQTTClientConstructor,
  TLSSocket: TLSSocket as unknown as TLSConstructor,
  TCP: TCP as unknown as TCPConstructor,
  Resolver: SystemResolver,
  Timer: Timer as unknown as TimerPort,
});

export const keyValue = storage as unknown as KeyValuePort;
