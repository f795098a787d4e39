/** The chips that can be stood in for, by the name that packages and targets use. */
export type ChipName = "esp32" | "esp32s3" | "esp32c3" | "esp32c6";

/** What a client can find out about a chip over its ROM loader. Addresses are those of the chip's technical reference manual. */
export interface Chip {
  readonly name: ChipName;
  /** In the header of every image for it, and in the answer to GET_SECURITY_INFO. */
  readonly imageChipId: number;
  /** What stands at `magicAddress`: how chips without GET_SECURITY_INFO are told apart. */
  readonly magic: number;
  /** The ROM of the first ESP32 has no GET_SECURITY_INFO. */
  readonly knowsSecurityInfo: boolean;
  /** Where the ROM looks for the second stage bootloader in flash. */
  readonly bootloaderOffset: number;
  /** The two words with the factory MAC address: its last four bytes, then its first two. */
  readonly macRegisters: readonly [number, number];
  /** The controller of the flash, which clients drive by hand to read the flash's id. */
  readonly spi: { readonly base: number; readonly user2: number; readonly data0: number };
}

export const magicAddress = 0x4000_1000;

/** Clock divider of UART0 on the ESP32: clients work out the crystal from it. 347 × 115,200 Hz is 40 MHz. */
export const uartDivider = Object.freeze({ address: 0x3ff4_0014, value: 347 });

const spiOfLaterChips = { user2: 0x20, data0: 0x58 };

export const chips: Readonly<Record<ChipName, Chip>> = Object.freeze({
  esp32: {
    name: "esp32",
    imageChipId: 0,
    magic: 0x00f0_1d83,
    knowsSecurityInfo: false,
    bootloaderOffset: 0x1000,
    macRegisters: [0x3ff5_a004, 0x3ff5_a008],
    spi: { base: 0x3ff4_2000, user2: 0x24, data0: 0x80 },
  },
  esp32s3: {
    name: "esp32s3",
    imageChipId: 9,
    magic: 0x9,
    knowsSecurityInfo: true,
    bootloaderOffset: 0,
    macRegisters: [0x6000_7044, 0x6000_7048],
    spi: { base: 0x6000_2000, ...spiOfLaterChips },
  },
  esp32c3: {
    name: "esp32c3",
    imageChipId: 5,
    magic: 0x1b31_506f,
    knowsSecurityInfo: true,
    bootloaderOffset: 0,
    macRegisters: [0x6000_8844, 0x6000_8848],
    spi: { base: 0x6000_2000, ...spiOfLaterChips },
  },
  esp32c6: {
    name: "esp32c6",
    imageChipId: 13,
    magic: 0x2ce0_806f,
    knowsSecurityInfo: true,
    bootloaderOffset: 0,
    macRegisters: [0x600b_0844, 0x600b_0848],
    spi: { base: 0x6000_3000, ...spiOfLaterChips },
  },
});
