import type { TimerPort } from "../../../firmware/ports/timer.js";
import { type Chip, type ChipName, chips } from "./chip.js";
import { type LoaderFault, LoaderFaults } from "./faults.js";
import { Loader } from "./loader.js";
import type { LoaderMode } from "./loader-host.js";
import { NorFlash } from "./nor-flash.js";
import type { Operation } from "./packet.js";
import { Registers } from "./registers.js";
import { type BootMode, ResetCircuit, type Signals, type Wiring } from "./reset-circuit.js";
import { SlipReader, slipEncode } from "./slip.js";

/** What runs on the board when it starts from flash: the far end of its serial line. */
export interface Application {
  receive(bytes: Uint8Array): void;
  /** The board is reset or loses its power. */
  close(): void;
}

/** Starts what is in flash, given a way to speak on the serial line. */
export type StartApplication = (options: {
  readonly flash: NorFlash;
  readonly send: (bytes: Uint8Array) => void;
}) => Application;

/** One thing that happened to a board, in order. */
export type BoardEvent =
  | ({ readonly event: "signals" } & Signals)
  | { readonly event: "reset" }
  | { readonly event: "boot"; readonly mode: BootMode }
  | { readonly event: "request"; readonly operation: Operation | undefined; readonly mode: LoaderMode }
  | { readonly event: "baud-rate"; readonly baudRate: number }
  | { readonly event: "unplugged" }
  | { readonly event: "plugged" };

export interface BoardOptions {
  readonly chip: ChipName;
  readonly timer: TimerPort;
  /** 4 MB where left out. */
  readonly flashSizeBytes?: number;
  /** What flash holds from its beginning; empty where left out. */
  readonly contents?: Uint8Array;
  /** Six bytes. */
  readonly mac?: readonly number[];
  readonly wiring?: Wiring;
  /** Whether its chip is in secure download mode; not for the first ESP32, which has no such mode here. */
  readonly secureDownload?: boolean;
  /** Milliseconds from the release of EN to the start of the chip; 10 where left out. */
  readonly startDelay?: number;
  /** How it starts at power-on: `download` is a finger on the BOOT button, for lines that carry no signals. */
  readonly powerOn?: BootMode;
  readonly application?: StartApplication;
  /** Bytes that leave the board. */
  readonly onSend: (bytes: Uint8Array) => void;
  readonly onEvent?: (event: BoardEvent) => void;
}

const firstBaudRate = 115_200;
const imageMagic = 0xe9;
const anyMac = Object.freeze([0x02, 0xb0, 0x71, 0x1e, 0x00, 0x01]);

/**
 * An ESP32 board at the end of a serial line, without the line: bytes in, bytes out, and the signals DTR and RTS. In its ROM lives
 * the loader; what it starts from flash is the caller's.
 */
export class EmulatedBoard {
  readonly chip: Chip;
  readonly flash: NorFlash;
  readonly #options: BoardOptions;
  readonly #faults = new LoaderFaults();
  readonly #circuit: ResetCircuit;
  readonly #slip = new SlipReader({ onFrame: (frame) => this.#loader?.receive(frame) });
  #plugged = true;
  #loader: Loader | undefined;
  #application: Application | undefined;
  #baudRate = firstBaudRate;
  #hostBaudRate: number | undefined;

  constructor(options: BoardOptions) {
    this.chip = chips[options.chip];
    this.#options = options;
    this.flash = new NorFlash({
      sizeBytes: options.flashSizeBytes ?? 0x40_0000,
      ...(options.contents === undefined ? {} : { contents: options.contents }),
    });
    this.#circuit = new ResetCircuit({
      wiring: options.wiring ?? "transistors",
      timer: options.timer,
      delay: options.startDelay ?? 10,
      onReset: () => {
        this.#tell({ event: "reset" });
        this.#halt();
      },
      onStart: (mode) => this.#start(mode),
    });
    this.#start(options.powerOn ?? "run");
  }

  get plugged(): boolean {
    return this.#plugged;
  }

  /** What answers on the line; undefined in reset, without power, and where flash holds nothing that could run. */
  get running(): "loader" | "application" | undefined {
    if (this.#loader !== undefined) return "loader";
    return this.#application === undefined ? undefined : "application";
  }

  /** Bytes from the line. Sent at another speed than the board listens at they are noise, and lost. */
  receive(bytes: Uint8Array): void {
    if (!this.#plugged || !this.#understood()) return;
    if (this.#loader !== undefined) this.#slip.receive(bytes);
    else this.#application?.receive(bytes);
  }

  setSignals(signals: Signals): void {
    if (!this.#plugged) return;
    this.#tell({ event: "signals", ...signals });
    this.#circuit.set(signals);
  }

  /** The speed of the other side, where the line knows one; a pseudo-terminal and a TCP connection do not. */
  setHostBaudRate(baudRate: number): void {
    this.#hostBaudRate = baudRate;
  }

  inject(fault: LoaderFault): void {
    this.#faults.inject(fault);
  }

  /** Pulls the cable, which is the power too. */
  unplug(): void {
    if (!this.#plugged) return;
    this.#plugged = false;
    this.#circuit.close();
    this.#halt();
    this.#tell({ event: "unplugged" });
  }

  plug(): void {
    if (this.#plugged) return;
    this.#plugged = true;
    this.#tell({ event: "plugged" });
    this.#start(this.#options.powerOn ?? "run");
  }

  /** Pulls the cable for good. */
  close(): void {
    this.#plugged = false;
    this.#circuit.close();
    this.#halt();
  }

  #halt(): void {
    this.#application?.close();
    this.#application = undefined;
    this.#loader = undefined;
    this.#slip.reset();
  }

  #start(mode: BootMode): void {
    this.#halt();
    this.#baudRate = firstBaudRate;
    this.#tell({ event: "boot", mode });
    if (mode === "download") {
      this.#say("rst:0x1 (POWERON),boot:0x3 (DOWNLOAD)\r\nwaiting for download\r\n");
      this.#loader = this.#makeLoader();
      return;
    }
    this.#say("rst:0x1 (POWERON),boot:0x13 (SPI_FAST_FLASH_BOOT)\r\n");
    if (this.flash.read(this.chip.bootloaderOffset, 1)[0] !== imageMagic)
      return this.#say("invalid header: 0xffffffff\r\n");
    this.#application = this.#options.application?.({
      flash: this.flash,
      send: (bytes) => this.#send(bytes),
    }) ?? { receive: () => {}, close: () => {} };
  }

  #makeLoader(): Loader {
    const { chip, flash } = this;
    return new Loader({
      chip,
      flash,
      registers: new Registers({ chip, mac: this.#options.mac ?? anyMac, flashId: flash.id }),
      faults: this.#faults,
      secureDownload: this.#options.secureDownload === true,
      host: {
        send: (frame) => this.#send(slipEncode(frame)),
        setBaudRate: (baudRate) => {
          this.#baudRate = baudRate;
          this.#tell({ event: "baud-rate", baudRate });
        },
        run: () => this.#start("run"),
        unplug: () => this.unplug(),
        onRequest: (operation, loaderMode) => this.#tell({ event: "request", operation, mode: loaderMode }),
      },
    });
  }

  #understood(): boolean {
    return this.#hostBaudRate === undefined || this.#hostBaudRate === this.#baudRate;
  }

  #send(bytes: Uint8Array): void {
    if (this.#plugged && this.#understood()) this.#options.onSend(bytes);
  }

  #say(text: string): void {
    this.#send(new TextEncoder().encode(text));
  }

  #tell(event: BoardEvent): void {
    this.#options.onEvent?.(event);
  }
}
