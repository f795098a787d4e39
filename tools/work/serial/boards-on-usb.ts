/** What a pair of USB ids says about the board behind it. */
export interface UsbBoard {
  /** Of the board, or of the converter on it where that is all that can be told. */
  readonly name: string;
  /** The chips that it can be; empty where the ids say nothing about them. */
  readonly chips: readonly string[];
}

const anyChip: readonly string[] = [];

/**
 * USB vendor and product, four hex digits each, of what ESP32 boards are connected with. A converter says nothing about the chip
 * behind it; `bowline flash` asks the chip itself.
 */
const boards: Readonly<Record<string, UsbBoard>> = Object.freeze({
  // Espressif: the chip itself is the USB device.
  "303a:1001": { name: "USB-Serial/JTAG of the chip", chips: ["esp32s3", "esp32c3", "esp32c6"] },
  "303a:0009": { name: "ROM loader over native USB", chips: ["esp32s3"] },
  "303a:7003": { name: "ESP32-S3-DevKitC-1-N8R2", chips: ["esp32s3"] },
  "303a:7005": { name: "ESP32-S3-DevKitC-1-N8", chips: ["esp32s3"] },
  // Silicon Labs: the DevKits of Espressif and many others.
  "10c4:ea60": { name: "CP210x converter (ESP32-DevKitC and others)", chips: anyChip },
  "10c4:ea70": { name: "CP2105 converter, two ports", chips: anyChip },
  "10c4:ea71": { name: "CP2108 converter, four ports", chips: anyChip },
  // WCH.
  "1a86:7523": { name: "CH340 converter (NodeMCU, Wemos and others)", chips: anyChip },
  "1a86:5523": { name: "CH341 converter", chips: anyChip },
  "1a86:55d3": { name: "CH343 converter", chips: anyChip },
  "1a86:55d4": { name: "CH9102 converter (M5Stack, LilyGO and others)", chips: anyChip },
  // FTDI.
  "0403:6001": { name: "FT232R converter", chips: anyChip },
  "0403:6010": { name: "FT2232 converter (ESP-Prog, ESP-WROVER-KIT)", chips: anyChip },
  "0403:6014": { name: "FT232H converter", chips: anyChip },
  "0403:6015": { name: "FT231X converter", chips: anyChip },
  // Arduino.
  "2341:0070": { name: "Arduino Nano ESP32", chips: ["esp32s3"] },
});

/** The board with these ids; undefined where they belong to something else, or to nobody we know. */
export function boardOnUsb(vendorId: number, productId: number): UsbBoard | undefined {
  return boards[usbText(vendorId, productId)];
}

/** As `lsusb` writes them. */
export function usbText(vendorId: number, productId: number): string {
  return [vendorId, productId].map((id) => id.toString(16).padStart(4, "0")).join(":");
}
