import { defineBoard } from "../define-board.js";

export default defineBoard({
  name: "xiao_esp32c3",
  title: "Seeed Studio XIAO ESP32C3",
  target: "esp32/xiao_esp32c3",
  chip: "esp32c3",
  flashSizeBytes: 4 * 1024 * 1024,
  network: "wifi",
  console: { kind: "usb" },
  buses: { i2c: { data: 6, clock: 7 } },
  sensors: { climate: { driver: "TMP117", bus: "i2c" } },
  outputs: { led: { kind: "pin", pin: 10 } },
  heap: { kind: "arena", sizeBytes: 131_072, stackSlots: 1024 },
  outbox: { partitionSizeBytes: 512 * 1024 },
  budget: { imageBytes: 0x1b_0000, romSlots: 32_000, resourceBytes: 16 * 1024 },
});
