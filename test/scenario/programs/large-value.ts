import board from "platform/board";
import { startDevice } from "../../../firmware/device/assembly.js";
import { io, keyValue } from "../../../firmware/platform-io.js";
import { defineDevice } from "../../../firmware/resources/definition.js";
import { host } from "../../../host-sim/engine/inside/host.js";

/** A device whose one value is a text of as many characters as the setting `pictureLength` says, three bytes each; another one the cloud writes. */
const application = defineDevice({
  sensors: { camera: () => ({ sample: () => ({ picture: "€".repeat(Number(host.config.pictureLength)) }) }) },
  resources: {
    picture: { format: "string", source: "camera.picture", report: { intervalSeconds: 3600 } },
    // Flash has no room for it.
    manual: { format: "string", settable: true, persist: false, initial: "" },
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
