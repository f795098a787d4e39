import board from "platform/board";
import { startDevice } from "../../../firmware/device/assembly.js";
import { io, keyValue } from "../../../firmware/platform-io.js";
import { defineDevice } from "../../../firmware/resources/definition.js";

/** A device whose one sensor counts its looks, one a second, and says so in the log: no reading of it may be missing. */
const application = defineDevice({
  sensors: {
    counter: () => {
      let count = 0;
      return {
        sample() {
          count += 1;
          trace(`counted ${count}\n`);
          return { count };
        },
      };
    },
  },
  resources: { count: { format: "number", source: "counter.count", report: { intervalSeconds: 1 } } },
});

export default function main(): void {
  startDevice({
    application,
    board,
    io,
    keyValue,
  });
}
