import TCP from "embedded:io/socket/tcp";
import TLSSocket from "embedded:io/socket/tcp/tls";
import MQTTClient from "embedded:network/mqtt/client";
import keyValue from "embedded:storage/key-value";
import board from "platform/board";
import Timer from "timer";
import { SystemResolver } from "../../firmware/cloud/system-resolver.js";
import { startDevice } from "../../firmware/device/assembly.js";
import type { DeviceEvent } from "../../firmware/device/device-event.js";
import type { KeyValuePort } from "../../firmware/ports/key-value.js";
import type { MQTTClientConstructor } from "../../firmware/ports/mqtt-client.js";
import type { TCPConstructor, TLSConstructor } from "../../firmware/ports/tcp.js";
import type { TimerPort } from "../../firmware/ports/timer.js";
import { defineDevice } from "../../firmware/resources/definition.js";
import { isOnlyLoaded, Workload } from "./workload.js";

/**
 * The firmware as it is, with a declaration of the bench's own: a resource that moves on as soon as its last value was
 * acknowledged, and one for the cloud to write. What asks the sensors once a second elsewhere does so at the bench's pace.
 */
export default function main(): void {
  if (isOnlyLoaded(main)) return;
  const workload = new Workload();
  const platformTimer = Timer as unknown as TimerPort;
  const application = defineDevice({
    sensors: {
      counter: () => ({
        sample() {
          workload.begin();
          return { count: workload.count };
        },
      }),
    },
    resources: {
      count: {
        format: "number",
        source: "counter.count",
        report: { intervalSeconds: workload.pace / 2000, deadband: 0 },
      },
      target: { format: "number", settable: true, initial: 0, persist: false },
    },
  });
  startDevice({
    application,
    board: {
      ...board,
      observe(event: DeviceEvent) {
        if (event.event === "reported" && event.resource === "count" && event.acknowledged)
          workload.acknowledged();
        if (event.event === "reported" && event.resource === "temperature")
          return event.acknowledged ? workload.replayed() : undefined;
        board.observe(event);
      },
    },
    io: {
      MQTTClient: MQTTClient as unknown as MQTTClientConstructor,
      TLSSocket: TLSSocket as unknown as TLSConstructor,
      TCP: TCP as unknown as TCPConstructor,
      Resolver: SystemResolver,
      Timer: {
        // The only repeating timer is the one that asks the sensors.
        set: (callback, delay, repeat) =>
          repeat === undefined
            ? platformTimer.set(callback, delay)
            : platformTimer.set(callback, workload.pace, workload.pace),
        clear: (timer) => platformTimer.clear(timer),
      },
    },
    keyValue: keyValue as unknown as KeyValuePort,
  });
}
