import TCP from "embedded:io/socket/tcp";
import TLSSocket from "embedded:io/socket/tcp/tls";
import MQTTClient from "embedded:network/mqtt/client";
import keyValue from "embedded:storage/key-value";
import Timer from "timer";
import application from "../../firmware/app.js";
import { SystemResolver } from "../../firmware/cloud/system-resolver.js";
import { startDevice } from "../../firmware/device/assembly.js";
import type { KeyValuePort } from "../../firmware/ports/key-value.js";
import type { MQTTClientConstructor } from "../../firmware/ports/mqtt-client.js";
import type { TCPConstructor, TLSConstructor } from "../../firmware/ports/tcp.js";
import type { TimerPort } from "../../firmware/ports/timer.js";
import type { DeviceDeclaration } from "../../firmware/resources/definition.js";
import board from "./board.js";
import { controlled } from "./sensors.js";

/**
 * Where a simulated device begins: as `firmware/main.ts`, with the simulator's hand on all sensors, those that the application
 * brings along too. The casts are explained there.
 */
export default function main(): void {
  const declaration: DeviceDeclaration = application;
  startDevice({
    application: { ...declaration, sensors: controlled(declaration.sensors) },
    board: { ...board, sensors: controlled(board.sensors) },
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
