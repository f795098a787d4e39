import FFI from "mc/ffi";
import type { SystemHeap } from "../../../firmware/device/device-status.js";

/** What only the chip itself knows. Nothing is called before the first use, because the module is linked into ROM. */
export class Chip {
  #functions: FFI | undefined;

  /** The MAC address burnt into the chip, 12 hex digits. */
  identity(): string {
    const address = new Uint8Array(6);
    this.#esp().esp_efuse_mac_get_default(address.buffer);
    return address.toHex().toUpperCase();
  }

  /** As ESP-IDF numbers it (`esp_reset_reason_t`). */
  resetReason(): number {
    return this.#esp().esp_reset_reason();
  }

  restart(): void {
    this.#esp().esp_restart();
  }

  /** From 0 (inclusive) to 1 (exclusive), by the hardware's generator. */
  random(): number {
    return this.#esp().esp_random() / 2 ** 32;
  }

  /** Bytes by the hardware's generator, which is fed by the radio: Wi-Fi is on when the device needs them. */
  entropy(count: number): Uint8Array {
    return Uint8Array.from({ length: count }, () => this.#esp().esp_random() & 0xff);
  }

  /** Of ESP-IDF's heap, external RAM included where there is some. */
  memory(): SystemHeap {
    const esp = this.#esp();
    return { free: esp.esp_get_free_heap_size(), leastFree: esp.esp_get_minimum_free_heap_size() };
  }

  #esp(): FFI {
    this.#functions ??= new FFI();
    return this.#functions;
  }
}
