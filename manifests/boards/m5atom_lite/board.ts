import { defineBoard } from "../define-board.js";

export default defineBoard({
  name: "m5atom_lite",
  title: "M5Stack Atom Lite",
  target: "esp32/m5atom_lite",
  chip: "esp32",
  flashSizeBytes: 4 * 1024 * 1024,
  network: "wifi",
  console: { kind: "uart", port: 0, transmit: 1, receive: 3 },
  buses: { i2c: { data: 26, clock: 32 } },
  sensors: {
    climate: { driver: "SHT3x", bus: "i2c" },
    barometer: { driver: "BMP280", bus: "i2c" },
  },
  outputs: { led: { kind: "target-pixel" } },
  heap: { kind: "pools", chunkBytes: 78_848, slots: 4928, stackSlots: 1024 },
  outbox: { partitionSizeBytes: 512 * 1024 },
  budget: { imageBytes: 0x1b_0000, romSlots: 32_000, resourceBytes: 16 * 1024 },
});
