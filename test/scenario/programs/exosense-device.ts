import TCP from "embedded:io/socket/tcp";
import TLSSocket from "embedded:io/socket/tcp/tls";
import MQTTClient from "embedded:network/mqtt/client";
import keyValue from "embedded:storage/key-value";
import board from "platform/board";
import Timer from "timer";
import { SystemResolver } from "../../../firmware/cloud/system-resolver.js";
import { startDevice } from "../../../firmware/device/assembly.js";
import { exoSense } from "../../../firmware/exosense/exosense.js";
import type { KeyValuePort } from "../../../firmware/ports/key-value.js";
import type { MQTTClientConstructor } from "../../../firmware/ports/mqtt-client.js";
import type { TCPConstructor, TLSConstructor } from "../../../firmware/ports/tcp.js";
import type { TimerPort } from "../../../firmware/ports/timer.js";
import { defineDevice } from "../../../firmware/resources/definition.js";

/** A device after ExoSense's conventions: it counts its looks, one a second, reports the largest every minute, and has a lamp. */
const application = defineDevice({
  sensors: {
    counter: () => {
      let count = 0;
      return {
        sample() {
          count += 1;
          return { count };
        },
      };
    },
  },
  resources: {},
  layer: exoSense({
    "001": {
      displayName: "Looks",
      source: "counter.count",
      dataType: "COUNT",
      primitive: "NUMERIC",
      reportRate: 60_000,
      sampleRate: 1000,
      timeout: 120_000,
      reportOnChange: false,
      downSample: "MAX",
    },
    "002": { displayName: "Lamp", sink: "led", dataType: "BOOLEAN", primitive: "BOOLEAN" },
  }),
});

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
