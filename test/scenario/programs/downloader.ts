import board from "platform/board";
import Timer from "timer";
import { startDevice } from "../../../firmware/device/assembly.js";
import type { DeviceEvent } from "../../../firmware/device/device-event.js";
import { describe } from "../../../firmware/device/failure.js";
import type { RunningDevice } from "../../../firmware/device/running-device.js";
import { io, keyValue } from "../../../firmware/platform-io.js";
import { defineDevice } from "../../../firmware/resources/definition.js";
import { host } from "../../../host-sim/engine/inside/host.js";

/** A device that asks for the cloud's files when it is connected and downloads each, one after the other. */
const application = defineDevice({
  resources: { led: { format: "boolean", settable: true, initial: false } },
});

let device: RunningDevice | undefined;

function downloadAll(): void {
  device?.contents((answer) => {
    if ("code" in answer) return host.emit({ event: "contents", problem: describe(answer) });
    host.emit({ event: "contents", names: answer.map(({ name }) => name).join(" ") });
    const files = [...answer];
    const next = (): void => {
      const file = files.shift();
      if (file === undefined) return;
      let written = 0;
      device?.download(file, {
        sink: {
          write: (bytes) => {
            written += bytes.byteLength;
          },
          restart: () => {
            written = 0;
          },
        },
        onEvent: ({ event, ...rest }) => {
          host.emit({ event: `download-${event}`, name: file.name, written, ...rest });
          if (event === "done") next();
        },
      });
    };
    next();
  });
}

export default function main(): void {
  device = startDevice({
    application,
    board: {
      ...board,
      observe: (event: DeviceEvent) => {
        board.observe(event);
        if (event.event === "connected") Timer.set(downloadAll);
      },
    },
    io,
    keyValue,
  });
}
