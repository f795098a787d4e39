import { defineBoard } from "../define-board.js";

export default defineBoard({
  name: "esp32",
  title: "ESP32 development board (ESP32-DevKitC, NodeMCU-32S and alike)",
  target: "esp32",
  chip: "esp32",
  flashSizeBytes: 4 * 1024 * 1024,
  network: "wifi",
  console: { kind: "uart", port: 0, transmit: 1, receive: 3 },
  buses: { i2c: { data: 21, clock: 22 } },
  sensors: { climate: { driver: "SHT3x", bus: "i2c" } },
  outputs: { led: { kind: "pin", pin: 2 } },
  heap: { kind: "pools", chunkBytes: 78_848, slots: 4928, stackSlots: 1024 },
  outbox: { partitionSizeBytes: 512 * 1024 },
  budget: { imageBytes: 0x1b_0000, romSlots: 32_000, resourceBytes: 16 * 1024 },
});
