import TCP from "embedded:io/socket/tcp";
import TLSSocket from "embedded:io/socket/tcp/tls";
import MQTTClient from "embedded:network/mqtt/client";
import keyValue from "embedded:storage/key-value";
import board from "platform/board";
import Timer from "timer";
import { SystemResolver } from "../../../firmware/cloud/system-resolver.js";
import { startDevice } from "../../../firmware/device/assembly.js";
import type { KeyValuePort } from "../../../firmware/ports/key-value.js";
import type { MQTTClientConstructor } from "../../../firmware/ports/mqtt-client.js";
import type { TCPConstructor, TLSConstructor } from "../../../firmware/ports/tcp.js";
import type { TimerPort } from "../../../firmware/ports/timer.js";
import { defineDevice } from "../../../firmware/resources/definition.js";
import { host } from "../../../host-sim/engine/inside/host.js";

/** A device whose one value is a text of as many characters as the setting `pictureLength` says, three bytes each. */
const application = defineDevice({
  sensors: { camera: () => ({ sample: () => ({ picture: "€".repeat(Number(host.config.pictureLength)) }) }) },
  resources: { picture: { format: "string", source: "camera.picture", report: { intervalSeconds: 3600 } } },
});

export default function main(): void {
  startDevice({
    application,
    // What is observed would carry the picture to the host once more.
    board: { ...board, observe: (event) => event.event !== "reported" && board.observe(event) },
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
