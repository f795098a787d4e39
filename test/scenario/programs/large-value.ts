import board from "platform/board";
import { startDevice } from "../../../firmware/device/assembly.js";
import { io, keyValue } from "../../../firmware/platform-io.js";
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
    io,
    keyValue,
  });
}
