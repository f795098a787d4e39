/** A chip that the firmware is built for. */
export interface ChipFacts {
  /** The name that ESP Web Tools gives its family. */
  readonly family: "ESP32" | "ESP32-S3" | "ESP32-C3" | "ESP32-C6";
  /** What an image for it carries in its header, so that no board starts another chip's image. */
  readonly imageId: number;
}

/** By the name that ESP-IDF gives them. */
export const chips = Object.freeze({
  esp32: { family: "ESP32", imageId: 0 },
  esp32s3: { family: "ESP32-S3", imageId: 9 },
  esp32c3: { family: "ESP32-C3", imageId: 5 },
  esp32c6: { family: "ESP32-C6", imageId: 13 },
} as const satisfies Readonly<Record<string, ChipFacts>>);

export type Chip = keyof typeof chips;

export const chipNames = Object.freeze(["esp32", "esp32s3", "esp32c3", "esp32c6"] as const);

const imageMagic = 0xe9;
/** Where an image's header has the chip's number, two bytes, little endian. */
const chipField = 12;

/** The chip's number in the header of a bootloader or an application; undefined where the bytes are no image. */
export function imageChip(image: Uint8Array): number | undefined {
  if (image.byteLength < chipField + 2 || image[0] !== imageMagic) return undefined;
  return new DataView(image.buffer, image.byteOffset).getUint16(chipField, true);
}
