import { createHash } from "node:crypto";
import type { Chip } from "./chip.js";
import type { LoaderFaults } from "./faults.js";
import { FlashDownload } from "./flash-download.js";
import { FlashUpload } from "./flash-upload.js";
import { MemoryUpload } from "./memory-upload.js";
import { type NorFlash, sectorSize } from "./nor-flash.js";
import {
  failures,
  LoaderFailure,
  type Operation,
  operations,
  payload,
  type Request,
  readRequest,
  words,
  writeAnswer,
} from "./packet.js";
import type { Registers } from "./registers.js";

/** Who answers: the loader in the chip's ROM, or the stub that a client has brought. */
export type LoaderMode = "rom" | "stub";

/** What the loader asks of the board around it. */
export interface LoaderHost {
  send(frame: Uint8Array): void;
  /** The line goes on at another speed, behind what was sent. */
  setBaudRate(baudRate: number): void;
  /** Leaves the loader and starts the application. */
  run(): void;
  unplug(): void;
  onRequest(operation: Operation | undefined, mode: LoaderMode): void;
}

/** An answer's value and data, and what happens when it is sent. */
interface Reply {
  readonly value?: number;
  readonly data?: Uint8Array;
  readonly afterwards?: () => void;
}

type Handler = (request: Request) => Reply | undefined;

const nothing = new Uint8Array(0);
const encoder = new TextEncoder();
/** Not 0, by which clients know the ROM from a stub that already runs. */
const romSyncValue = 0x2012_0707;
/** How often a SYNC is answered, and the ROM says that it does not know a request. */
const repeats = 8;

/** The loader of one chip between two resets: frames in, frames out. */
export class Loader {
  readonly #chip: Chip;
  readonly #flash: NorFlash;
  readonly #registers: Registers;
  readonly #faults: LoaderFaults;
  readonly #host: LoaderHost;
  readonly #memory = new MemoryUpload();
  #mode: LoaderMode = "rom";
  #upload: FlashUpload | undefined;
  #download: FlashDownload | undefined;
  /** Data blocks since the reset, all files together. */
  #blocks = 0;

  constructor(options: {
    chip: Chip;
    flash: NorFlash;
    registers: Registers;
    faults: LoaderFaults;
    host: LoaderHost;
  }) {
    this.#chip = options.chip;
    this.#flash = options.flash;
    this.#registers = options.registers;
    this.#faults = options.faults;
    this.#host = options.host;
  }

  receive(frame: Uint8Array): void {
    if (this.#download !== undefined && frame.length === 4) return this.#confirm(frame);
    const request = readRequest(frame);
    if (request === undefined) return;
    this.#download = undefined;
    const { operation } = request;
    this.#host.onRequest(operation, this.#mode);
    const handler = operation === undefined ? undefined : this.#handlers[operation];
    if (operation === undefined || handler === undefined || !this.#knows(operation)) return this.#unknown();
    try {
      const reply = handler(request);
      if (reply === undefined) return;
      const lost = this.#faults.happens((f) => f.kind === "lost-answer" && f.operation === operation);
      if (!lost) this.#answer(request.code, reply);
      reply.afterwards?.();
    } catch (error) {
      if (!(error instanceof LoaderFailure)) throw error;
      this.#host.send(writeAnswer(request.code, 0, nothing, this.#status(error.code)));
    }
  }

  /** Operations the ROM does not have are the stub's, from ERASE_FLASH on; the first ESP32 lacks one more. */
  #knows(operation: Operation): boolean {
    if (operation === "GET_SECURITY_INFO") return this.#mode === "rom" && this.#chip.knowsSecurityInfo;
    return this.#mode === "stub" || !stubOnly.has(operation);
  }

  /** The ROM's answer names another operation, and comes as often as one to a SYNC. */
  #unknown(): void {
    const times = this.#mode === "rom" ? repeats : 1;
    const answer = writeAnswer(0xff, 0, nothing, this.#status(failures.invalidMessage));
    for (let i = 0; i < times; i++) this.#host.send(answer);
  }

  #answer(code: number, { value = 0, data = nothing }: Reply): void {
    const answer = writeAnswer(code, value, data, this.#status());
    const times = code === operations.SYNC ? repeats : 1;
    for (let i = 0; i < times; i++) this.#host.send(answer);
  }

  /** Four bytes from the ROM, two from the stub. */
  #status(failure?: number): Uint8Array {
    const status = new Uint8Array(this.#mode === "rom" ? 4 : 2);
    if (failure !== undefined) status.set([1, failure]);
    return status;
  }

  #confirm(frame: Uint8Array): void {
    const confirmed = new DataView(frame.buffer, frame.byteOffset).getUint32(0, true);
    if (this.#download?.confirm(confirmed) === true) this.#download = undefined;
  }

  #beginUpload(compressed: boolean): Handler {
    return ({ data }) => {
      const [size = 0, , , offset = 0] = words(data, 4);
      this.#upload = new FlashUpload({ flash: this.#flash, offset, size, compressed });
      return {};
    };
  }

  readonly #receiveBlock: Handler = (request) => {
    const { sequence, bytes } = payload(request);
    if (this.#upload === undefined) throw new LoaderFailure("failedToAct");
    if (this.#faults.happens((f) => f.kind === "unplug" && f.afterBlocks <= this.#blocks)) {
      this.#host.unplug();
      return undefined;
    }
    if (this.#faults.happens((f) => f.kind === "bad-block" && f.block === sequence))
      throw new LoaderFailure("flashWrite");
    this.#upload.receive(sequence, bytes);
    this.#blocks += 1;
    return {};
  };

  readonly #endUpload: Handler = ({ data }) => {
    const [stay = 1] = words(data, 1);
    return stay === 0 ? { afterwards: () => this.#host.run() } : {};
  };

  readonly #handlers: Partial<Record<Operation, Handler>> = {
    SYNC: () => ({ value: this.#mode === "rom" ? romSyncValue : 0 }),
    GET_SECURITY_INFO: () => {
      const data = new Uint8Array(20);
      new DataView(data.buffer).setUint32(12, this.#chip.imageChipId, true);
      return { data };
    },
    READ_REG: ({ data }) => ({ value: this.#registers.read(words(data, 1)[0] ?? 0) }),
    WRITE_REG: ({ data }) => {
      for (let at = 0; at + 16 <= data.byteLength; at += 16) {
        const [address = 0, value = 0, mask = 0] = words(
          new DataView(data.buffer, data.byteOffset + at, 16),
          4,
        );
        this.#registers.write(address, value, mask);
      }
      return {};
    },
    MEM_BEGIN: ({ data }) => {
      const [size = 0, , , address = 0] = words(data, 4);
      this.#memory.begin(size, address);
      return {};
    },
    MEM_DATA: (request) => {
      this.#memory.receive(payload(request).bytes);
      return {};
    },
    MEM_END: ({ data }) => {
      const [, entry = 0] = words(data, 2);
      if (entry === 0) return {};
      if (!this.#memory.finish(entry)) throw new LoaderFailure("failedToAct");
      return { afterwards: () => this.#startStub() };
    },
    CHANGE_BAUDRATE: ({ data }) => {
      const [baudRate = 0] = words(data, 2);
      return { afterwards: () => this.#host.setBaudRate(baudRate) };
    },
    SPI_SET_PARAMS: () => ({}),
    SPI_ATTACH: () => ({}),
    FLASH_BEGIN: this.#beginUpload(false),
    FLASH_DATA: this.#receiveBlock,
    FLASH_END: this.#endUpload,
    FLASH_DEFL_BEGIN: this.#beginUpload(true),
    FLASH_DEFL_DATA: this.#receiveBlock,
    FLASH_DEFL_END: this.#endUpload,
    SPI_FLASH_MD5: ({ data }) => {
      const [offset = 0, length = 0] = words(data, 2);
      const digest = createHash("md5").update(this.#read(offset, length)).digest();
      if (this.#faults.happens((f) => f.kind === "wrong-md5")) digest[0] = (digest[0] ?? 0) ^ 1;
      return { data: this.#mode === "rom" ? encoder.encode(digest.toString("hex")) : digest };
    },
    ERASE_FLASH: () => {
      this.#flash.erase(0, this.#flash.size);
      return {};
    },
    ERASE_REGION: ({ data }) => {
      const [offset = 0, length = 0] = words(data, 2);
      if (offset % sectorSize !== 0 || length % sectorSize !== 0 || offset + length > this.#flash.size)
        throw new LoaderFailure("failedToAct");
      this.#flash.erase(offset, length);
      return {};
    },
    READ_FLASH: ({ data }) => {
      const [offset = 0, length = 0, blockSize = 0, window = 0] = words(data, 4);
      const contents = this.#read(offset, length);
      const download = new FlashDownload({ contents, blockSize, window, send: (f) => this.#host.send(f) });
      this.#download = download;
      return { afterwards: () => void download.confirm(0) };
    },
    RUN_USER_CODE: () => {
      this.#host.run();
      return undefined;
    },
  };

  #read(offset: number, length: number): Uint8Array {
    if (offset + length > this.#flash.size) throw new LoaderFailure("flashRead");
    return this.#flash.read(offset, length);
  }

  #startStub(): void {
    this.#mode = "stub";
    this.#host.send(encoder.encode("OHAI"));
  }
}

const stubOnly: ReadonlySet<Operation> = new Set([
  "ERASE_FLASH",
  "ERASE_REGION",
  "READ_FLASH",
  "RUN_USER_CODE",
]);
