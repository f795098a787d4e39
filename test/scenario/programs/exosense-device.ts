import board from "platform/board";
import { startDevice } from "../../../firmware/device/assembly.js";
import { exoSense } from "../../../firmware/exosense/exosense.js";
import { io, keyValue } from "../../../firmware/platform-io.js";
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
    io,
    keyValue,
  });
}
