import { createHash } from "node:crypto";
import type { LoaderFaults } from "./faults.js";
import { FlashDownload } from "./flash-download.js";
import { FlashUpload } from "./flash-upload.js";
import type { Handler, Handlers, LoaderHost, LoaderMode } from "./loader-host.js";
import { type NorFlash, sectorSize } from "./nor-flash.js";
import { LoaderFailure, payload, words } from "./packet.js";

/** The requests that write, read, erase and examine flash. */
export class FlashRequests {
  readonly #flash: NorFlash;
  readonly #faults: LoaderFaults;
  readonly #host: LoaderHost;
  readonly #mode: () => LoaderMode;
  #upload: FlashUpload | undefined;
  #download: FlashDownload | undefined;
  /** Data blocks since the reset, all files together. */
  #blocks = 0;

  constructor(options: { flash: NorFlash; faults: LoaderFaults; host: LoaderHost; mode: () => LoaderMode }) {
    this.#flash = options.flash;
    this.#faults = options.faults;
    this.#host = options.host;
    this.#mode = options.mode;
  }

  /** While flash is read the client confirms with frames that are no requests. @returns whether this was one */
  confirm(frame: Uint8Array): boolean {
    if (this.#download === undefined || frame.length !== 4) {
      this.#download = undefined; // the client has turned to something else
      return false;
    }
    const confirmed = new DataView(frame.buffer, frame.byteOffset).getUint32(0, true);
    if (this.#download.confirm(confirmed)) this.#download = undefined;
    return true;
  }

  #begin(compressed: boolean): Handler {
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

  readonly #end: Handler = ({ data }) => {
    const [stay = 1] = words(data, 1);
    return stay === 0 ? { afterwards: () => this.#host.run() } : {};
  };

  readonly handlers: Handlers = {
    FLASH_BEGIN: this.#begin(false),
    FLASH_DATA: this.#receiveBlock,
    FLASH_END: this.#end,
    FLASH_DEFL_BEGIN: this.#begin(true),
    FLASH_DEFL_DATA: this.#receiveBlock,
    FLASH_DEFL_END: this.#end,
    SPI_FLASH_MD5: ({ data }) => {
      const [offset = 0, length = 0] = words(data, 2);
      const digest = createHash("md5").update(this.#read(offset, length)).digest();
      if (this.#faults.happens((f) => f.kind === "wrong-md5")) digest[0] = (digest[0] ?? 0) ^ 1;
      return { data: this.#mode() === "rom" ? Buffer.from(digest.toString("hex")) : digest };
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
  };

  #read(offset: number, length: number): Uint8Array {
    if (offset + length > this.#flash.size) throw new LoaderFailure("flashRead");
    return this.#flash.read(offset, length);
  }
}
