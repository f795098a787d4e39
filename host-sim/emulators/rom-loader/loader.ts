import type { Chip } from "./chip.js";
import type { LoaderFaults } from "./faults.js";
import { FlashRequests } from "./flash-requests.js";
import type { Handler, Handlers, LoaderHost, LoaderMode, Reply } from "./loader-host.js";
import { MemoryUpload } from "./memory-upload.js";
import type { NorFlash } from "./nor-flash.js";
import {
  failures,
  LoaderFailure,
  type Operation,
  operations,
  payload,
  readRequest,
  words,
  writeAnswer,
} from "./packet.js";
import type { Registers } from "./registers.js";

const nothing = new Uint8Array(0);
const encoder = new TextEncoder();
/** Not 0, by which clients know the ROM from a stub that already runs. */
const romSyncValue = 0x2012_0707;
/** How often a SYNC is answered, and the ROM says that it does not know a request. */
const repeats = 8;

/** The loader of one chip between two resets: frames in, frames out. */
export class Loader {
  readonly #chip: Chip;
  readonly #registers: Registers;
  readonly #faults: LoaderFaults;
  readonly #host: LoaderHost;
  readonly #secureDownload: boolean;
  readonly #memory = new MemoryUpload();
  #mode: LoaderMode = "rom";
  readonly #flashRequests: FlashRequests;

  constructor(options: {
    chip: Chip;
    flash: NorFlash;
    registers: Registers;
    faults: LoaderFaults;
    host: LoaderHost;
    /** The chip was told, for good, to reveal and run nothing any more, and only to take flash. */
    secureDownload: boolean;
  }) {
    this.#chip = options.chip;
    this.#secureDownload = options.secureDownload;
    this.#registers = options.registers;
    this.#faults = options.faults;
    this.#host = options.host;
    const { flash, faults, host } = options;
    this.#flashRequests = new FlashRequests({ flash, faults, host, mode: () => this.#mode });
  }

  receive(frame: Uint8Array): void {
    if (this.#flashRequests.confirm(frame)) return;
    const request = readRequest(frame);
    if (request === undefined) return;
    const { operation } = request;
    this.#host.onRequest(operation, this.#mode);
    const handler = operation === undefined ? undefined : this.#handlerOf(operation);
    if (operation === undefined || handler === undefined) return this.#unknown();
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

  /** What carries it out, where this loader knows the operation at all. */
  #handlerOf(operation: Operation): Handler | undefined {
    if (this.#mode === "rom" && stubOnly.has(operation)) return undefined;
    if (this.#secureDownload && revealing.has(operation)) return undefined;
    const asked = operation === "GET_SECURITY_INFO";
    if (asked && (this.#mode === "stub" || !this.#chip.knowsSecurityInfo)) return undefined;
    return this.#handlers[operation] ?? this.#flashRequests.handlers[operation];
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

  readonly #handlers: Handlers = {
    SYNC: () => ({ value: this.#mode === "rom" ? romSyncValue : 0 }),
    GET_SECURITY_INFO: () => {
      const data = new Uint8Array(20);
      if (this.#secureDownload) data[0] = secureDownloadFlag;
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
    RUN_USER_CODE: () => {
      this.#host.run();
      return undefined;
    },
  };

  #startStub(): void {
    this.#mode = "stub";
    this.#host.send(encoder.encode("OHAI"));
  }
}

/** Of the flags in the answer to GET_SECURITY_INFO. */
const secureDownloadFlag = 1 << 2;

const revealing: ReadonlySet<Operation> = new Set([
  "READ_REG",
  "WRITE_REG",
  "MEM_BEGIN",
  "MEM_DATA",
  "MEM_END",
]);

const stubOnly: ReadonlySet<Operation> = new Set([
  "ERASE_FLASH",
  "ERASE_REGION",
  "READ_FLASH",
  "RUN_USER_CODE",
]);
