import { defineBoard } from "../define-board.js";

export default defineBoard({
  name: "wt32_eth01",
  title: "Wireless-Tag WT32-ETH01",
  target: "esp32/wt32_eth01",
  chip: "esp32",
  flashSizeBytes: 4 * 1024 * 1024,
  network: "ethernet",
  console: { kind: "uart", port: 0, transmit: 1, receive: 3 },
  buses: { i2c: { data: 14, clock: 15 } },
  sensors: { climate: { driver: "AHT10", bus: "i2c" } },
  outputs: { led: { kind: "pin", pin: 32 } },
  heap: { kind: "pools", chunkBytes: 78_848, slots: 4928, stackSlots: 1024 },
  outbox: { partitionSizeBytes: 512 * 1024 },
  budget: { imageBytes: 0x1b_0000, romSlots: 32_000, resourceBytes: 16 * 1024 },
});
