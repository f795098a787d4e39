import type { Clock } from "../device/clock.js";
import type { DeviceEvent } from "../device/device-event.js";
import type { SystemHeap } from "../device/device-status.js";
import type { OutputTable } from "../resources/output.js";
import type { SensorTable } from "../resources/sensor.js";
import type { FaultListener } from "./fault.js";
import type { FlashRegion } from "./flash.js";
import type { Network } from "./network.js";
import type { Restarts } from "./restarts.js";
import type { OpenSerialLine } from "./serial.js";
import type { CertificateFile } from "./tcp.js";

/**
 * What differs between the worlds in which the firmware runs: a board, the SDK's simulator, the desktop simulator.
 * Each world brings one module `platform/board` whose default export is a `Board`.
 */
export interface Board {
  /** A name for logs, for example `esp32`. */
  readonly name: string;
  /** The device's identity where none was set; stable over restarts, for example the MAC address. */
  identity(): string;
  readonly network: Network;
  readonly restarts: Restarts;
  /**
   * Names who hears of a fault before the board restarts because of it. Not every end of a run is a fault that somebody can hear of:
   * a full stack and the watchdog end it without a word.
   */
  onFault(listener: FaultListener): void;
  readonly clock: Clock;
  /** A number from 0 (inclusive) to 1 (exclusive) that differs from device to device. */
  random(): number;
  /** Bytes that nobody can guess, for passwords: from the chip's generator or the operating system's. */
  entropy(count: number): Uint8Array;
  /**
   * Seeds the generator from which TLS draws its keys from `entropy`, where the platform's begins alike in every run. Called whenever the
   * network has come up, before TLS is used: only then has a chip's generator the radio's noise.
   */
  seedTLS?(): void;
  /** The trusted roots of the cloud's TLS certificates that the image or the simulation brings, in DER; those in flash add to them. */
  trustedRoots(): readonly CertificateFile[];
  /**
   * Client certificate and key that came with the board or the simulation: the chain in DER, own certificate first, one behind the other;
   * the key RSA in PKCS#8. Stored at start where the board did not bring them before; a pair uploaded since then stays. Absent or
   * undefined: flash alone counts.
   */
  clientCertificate?(): { readonly chain: ArrayBuffer; readonly key: ArrayBuffer } | undefined;
  /** Settings given at build time or by the simulator; the settings in flash win. */
  readonly defaults: Readonly<Record<string, string | number | undefined>>;
  /** Where readings wait that the cloud does not have; a board without it has them in memory. Throws where it cannot be opened. */
  readonly outboxFlash?: FlashRegion | undefined;
  /** What is left of the chip's memory; absent where there is no such figure, as on a computer, which has more than any device needs. */
  memory?(): SystemHeap;
  readonly sensors: SensorTable;
  readonly outputs: OutputTable;
  /** Opens the line of the serial console; absent where the board has none. */
  readonly openConsole?: OpenSerialLine;
  /** Hears what happens to the device, log entries included; a board may ignore it. */
  observe(event: DeviceEvent): void;
}
