import { defineBoard } from "../define-board.js";

export default defineBoard({
  name: "esp32c6",
  title: "ESP32-C6-DevKitC-1",
  target: "esp32/esp32c6",
  chip: "esp32c6",
  flashSizeBytes: 4 * 1024 * 1024,
  network: "wifi",
  console: { kind: "uart", port: 0, transmit: 16, receive: 17 },
  buses: { i2c: { data: 6, clock: 7 } },
  sensors: { climate: { driver: "SHT3x", bus: "i2c" } },
  outputs: { led: { kind: "target-lamp" } },
  heap: { kind: "pools", chunkBytes: 78_848, slots: 4928, stackSlots: 1024 },
  outbox: { partitionSizeBytes: 512 * 1024 },
  budget: { imageBytes: 0x1b_0000, romSlots: 32_000, resourceBytes: 16 * 1024 },
});
