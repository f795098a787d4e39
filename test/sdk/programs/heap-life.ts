import board from "platform/board";
import { startDevice } from "../../../firmware/device/assembly.js";
import type { DeviceEvent } from "../../../firmware/device/device-event.js";
import { io, keyValue } from "../../../firmware/platform-io.js";
import { defineDevice } from "../../../firmware/resources/definition.js";
import { host } from "../../../host-sim/engine/inside/host.js";
import { lookAtHeap } from "./heap-look.js";

/** Milliseconds from one occasion to report to the next. */
const pace = 1;
/** Milliseconds from one question what is wanted to the next. */
const period = 20;
/** What is reported begins here, so that all reports are equally long. */
const origin = 100_000;

/** The firmware with one reading that moves on as soon as the last one was acknowledged, up to the goal; then nothing is on its way. */
export default function main(): void {
  let count = 0;
  let acknowledged = 0;
  let goal = 1;
  let seen = "";
  const application = defineDevice({
    sensors: {
      counter: () => ({
        sample() {
          if (acknowledged === count && count < goal) count += 1;
          return { count: origin + count };
        },
      }),
    },
    resources: {
      count: {
        format: "number",
        source: "counter.count",
        report: { intervalSeconds: pace / 2000, deadband: 0 },
      },
      target: { format: "number", settable: true, initial: 0, persist: false },
    },
  });
  const observe = (event: DeviceEvent): void => {
    if (event.event === "reported" && event.resource === "count") {
      if (!event.acknowledged || event.value !== origin + count) return;
      acknowledged = count;
      if (count % 1000 === 0 || count === goal) host.emit({ event: "counted", count });
    } else board.observe(event);
  };
  const listen = (): void => {
    goal = Number(host.call("goal", null));
    const wanted = String(host.call("look", null));
    if (wanted === seen) return;
    seen = wanted;
    lookAtHeap(seen);
  };
  startDevice({
    application,
    board: { ...board, observe },
    io: {
      ...io,
      Timer: {
        // The only repeating timer is the one that asks the sensors.
        set: (callback, delay, repeat) =>
          repeat === undefined ? io.Timer.set(callback, delay) : io.Timer.set(callback, pace, pace),
        clear: (timer) => io.Timer.clear(timer),
      },
    },
    keyValue,
  });
  io.Timer.set(listen, period, period);
}
