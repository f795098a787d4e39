/** What a simulation takes out of the firmware and of the desktop's MQTT client; the entry of the bundle. */
export { startDevice } from "../../../firmware/device/assembly.js";
export { Log } from "../../../firmware/device/log.js";
export { SettingsStore } from "../../../firmware/storage/settings.js";
export { default as MQTTClient } from "../../io/network/mqtt/client.js";
export { powerUp } from "./platform.js";
