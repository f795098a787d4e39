import { createHash } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { ESPLoader } from "esptool-js";
import { SerialError, type SerialLine } from "../serial/serial-line.js";
import { WebSerialPort } from "../serial/web-serial.js";
import { compressedBlocks } from "./compressed-blocks.js";
import { FlashError } from "./flash-error.js";
import { QuietTransport } from "./quiet-transport.js";

/** The board as its own ROM describes it. */
export interface FoundBoard {
  /** As packages name it: `esp32s3`. */
  readonly chip: string;
  /** With its package and revision, in Espressif's words. */
  readonly description: string;
  /** The factory's MAC address: which board this is. */
  readonly mac: string;
  /** Undefined where the flash does not tell. */
  readonly flashSizeBytes: number | undefined;
}

/** The speed at which the ROM of every chip listens. */
const romBaudRate = 115_200;
/** The sectors of a file are erased before its first block is answered, milliseconds. */
const firstBlockTimeout = 5000;
/** How long RTS holds the chip in reset, milliseconds; many times what the capacitor at EN needs. */
const resetTime = 100;

/** The line went away while something was asked of the board; it can be asked again when the line is back. */
export class LineLost extends Error {
  override name = "LineLost";
}

/**
 * A session with the loader of a board, through esptool-js: from the reset that starts the loader to the one that starts the
 * application. Flash parameters in images are never changed, since that would break the digest of the bootloader.
 */
export class LoaderSession {
  readonly board: FoundBoard;
  readonly #port: WebSerialPort;
  readonly #transport: QuietTransport;
  readonly #loader: ESPLoader;
  readonly #lost: Promise<never>;

  private constructor(options: {
    port: WebSerialPort;
    transport: QuietTransport;
    loader: ESPLoader;
    lost: Promise<never>;
    board: FoundBoard;
  }) {
    this.#port = options.port;
    this.#transport = options.transport;
    this.#loader = options.loader;
    this.#lost = options.lost;
    this.board = options.board;
  }

  /** Starts the loader. `baudRate` is the speed from then on. @throws FlashError, SerialError, LineLost */
  static async begin(options: {
    open: (baudRate: number) => Promise<SerialLine>;
    baudRate: number;
    /** Ends all waiting with a FlashError of code `interrupted`. */
    signal?: AbortSignal | undefined;
  }): Promise<LoaderSession> {
    if (options.signal?.aborted === true) throw interrupted();
    let end: (error: Error) => void = () => {};
    const lost = new Promise<never>((_, reject) => {
      end = (error) => {
        reject(error);
        transport.stop();
      };
    });
    lost.catch(() => {}); // also where nobody waits for anything at that moment
    const port = new WebSerialPort({
      open: options.open,
      onLost: () => end(new LineLost()),
    });
    options.signal?.addEventListener("abort", () => end(interrupted()), { once: true });
    // The browser's type asks for more than esptool-js uses.
    const transport = new QuietTransport(port as unknown as ConstructorParameters<typeof QuietTransport>[0]);
    const loader = new ESPLoader({
      transport,
      baudrate: options.baudRate,
      romBaudrate: romBaudRate,
      terminal: { clean() {}, write() {}, writeLine() {} },
    });
    try {
      const description = await Promise.race([lost, loader.main("default_reset")]);
      if (loader.secureDownloadMode)
        throw new FlashError("secured", `${port.line?.name}: the board is in secure download mode`);
      const board = await Promise.race([lost, describe(loader, description)]);
      return new LoaderSession({ port, transport, loader, lost, board });
    } catch (error) {
      const name = port.line?.name;
      transport.stop();
      await port.close();
      if (error instanceof LineLost || (error instanceof SerialError && error.code === "lost"))
        throw new LineLost();
      if (error instanceof SerialError || error instanceof FlashError) throw error;
      throw new FlashError("no-loader", `${name}: no ESP32 answers as one that is waiting for firmware`, {
        cause: error,
      });
    }
  }

  /** Whether this computer can reset the board. */
  get hasSignals(): boolean {
    return this.#port.line?.hasSignals === true;
  }

  /** MD5 of what stands in flash, read by the board, 32 hex digits. */
  async md5(offset: number, length: number): Promise<string> {
    return await this.#ask("not-verified", `flash at ${hex(offset)} cannot be read`, () =>
      this.#loader.flashMd5sum(offset, length),
    );
  }

  async eraseAll(): Promise<void> {
    await this.#ask("not-erased", "flash was not erased", () => this.#loader.eraseFlash());
  }

  /** Writes and reads back. `onProgress` gets 0 to 1. Returns the MD5. */
  async write(
    offset: number,
    bytes: Uint8Array,
    onProgress: (done: number) => void = () => {},
  ): Promise<string> {
    const whole = filledUp(bytes);
    await this.#ask("not-written", `flash at ${hex(offset)} was not written`, () =>
      this.#send(offset, whole, onProgress),
    );
    const [wanted, found] = [md5Of(whole), await this.md5(offset, whole.length)];
    if (found !== wanted)
      throw new FlashError("not-verified", `flash at ${hex(offset)} does not hold what was written`);
    return wanted;
  }

  /**
   * Leaves the loader and starts the application. esptool-js never asserts RTS for that, and leaves DTR asserted, which is the boot
   * button on boards without transistors; so the signals are set here, both at once.
   */
  async startApplication(): Promise<void> {
    if (this.hasSignals) {
      await this.#reset();
    } else {
      // All that is left is to ask the loader. A board whose BOOT button is held comes back to the loader.
      await this.#ask("not-written", "the board did not leave its loader", async () => {
        await this.#loader.flashDeflBegin(0, 0, 0);
        await this.#loader.flashDeflFinish(true);
      });
    }
  }

  async #reset(): Promise<void> {
    try {
      await this.#port.setSignals({ dataTerminalReady: false, requestToSend: true });
      await sleep(resetTime);
      await this.#port.setSignals({ dataTerminalReady: false, requestToSend: false });
    } catch (error) {
      // A board that is a USB device of its own vanishes when it is reset: that is what was wanted.
      if (this.#port.line !== undefined) throw error;
    }
  }

  /** Closes the line; the board stays as it is. */
  async close(): Promise<void> {
    this.#transport.stop();
    await this.#port.close();
  }

  /** The loader answers a block when it has it, and writes it while the next one comes: the time for that is the next one's. */
  async #send(offset: number, file: Uint8Array, onProgress: (done: number) => void): Promise<void> {
    const loader = this.#loader;
    const { compressedSize, blocks } = compressedBlocks(file, loader.FLASH_WRITE_SIZE);
    await loader.flashDeflBegin(file.length, compressedSize, offset);
    let timeout = firstBlockTimeout;
    let written = 0;
    for (const [sequence, { bytes, plainSize }] of blocks.entries()) {
      await loader.flashDeflBlock(bytes, sequence, timeout);
      timeout = loader.timeoutPerMb(loader.ERASE_WRITE_TIMEOUT_PER_MB, plainSize);
      written += plainSize;
      onProgress(written / file.length);
    }
    await loader.flashDeflFinish(false, timeout);
  }

  async #ask<T>(
    code: "not-written" | "not-verified" | "not-erased",
    reason: string,
    ask: () => Promise<T>,
  ): Promise<T> {
    try {
      return await Promise.race([this.#lost, ask()]);
    } catch (error) {
      if (error instanceof FlashError) throw error;
      if (error instanceof LineLost || this.#port.line === undefined) throw new LineLost();
      throw new FlashError(code, reason, { cause: error });
    }
  }
}

export function interrupted(): FlashError {
  return new FlashError("interrupted", "it was interrupted");
}

/** The MD5 that a board finds in flash where these bytes were written. */
export function md5InFlash(bytes: Uint8Array): { readonly md5: string; readonly length: number } {
  const whole = filledUp(bytes);
  return { md5: md5Of(whole), length: whole.length };
}

async function describe(loader: ESPLoader, description: string): Promise<FoundBoard> {
  // The third byte of the flash's id is the exponent of its size, 0x16 for 4 MB.
  const exponent = ((await loader.readFlashId()) >> 16) & 0xff;
  return {
    chip: loader.chip.CHIP_NAME.toLowerCase().replace("-", ""),
    description,
    mac: await loader.chip.readMac(loader),
    flashSizeBytes: exponent >= 0x12 && exponent <= 0x1c ? 2 ** exponent : undefined,
  };
}

/** Flash is written in words of four bytes; FF leaves the last of them as erased. */
function filledUp(bytes: Uint8Array): Uint8Array {
  const whole = new Uint8Array(Math.ceil(bytes.length / 4) * 4).fill(0xff);
  whole.set(bytes);
  return whole;
}

function md5Of(bytes: Uint8Array): string {
  return createHash("md5").update(bytes).digest("hex");
}

function hex(offset: number): string {
  return `0x${offset.toString(16)}`;
}
