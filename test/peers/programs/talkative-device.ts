import board from "platform/board";
import { startDevice } from "../../../firmware/device/assembly.js";
import { io, keyValue } from "../../../firmware/platform-io.js";
import { defineDevice } from "../../../firmware/resources/definition.js";

/** A device that makes use of every packet it knows: small values, one that takes several fragments, a write, history. */
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
    camera: () => ({ sample: () => ({ picture: "€".repeat(5000) }) }),
  },
  resources: {
    count: { format: "number", source: "counter.count", report: { intervalSeconds: 1 } },
    picture: { format: "string", source: "camera.picture", report: { intervalSeconds: 3600 } },
    level: { format: "number", settable: true, initial: 0 },
  },
});

export default function main(): void {
  startDevice({
    application,
    board,
    io,
    keyValue,
  });
}
