import { defineBoard } from "../define-board.js";

export default defineBoard({
  name: "esp32c3",
  title: "ESP32-C3-DevKitM-1",
  target: "esp32/esp32c3",
  chip: "esp32c3",
  flashSizeBytes: 4 * 1024 * 1024,
  network: "wifi",
  console: { kind: "uart", port: 0, transmit: 21, receive: 20 },
  buses: { i2c: { data: 4, clock: 5 } },
  sensors: { climate: { driver: "SHT3x", bus: "i2c" } },
  outputs: { led: { kind: "target-lamp" } },
  heap: { kind: "arena", sizeBytes: 131_072, stackSlots: 1024 },
  outbox: { partitionSizeBytes: 512 * 1024 },
  budget: { imageBytes: 0x1b_0000, romSlots: 32_000, resourceBytes: 16 * 1024 },
});
