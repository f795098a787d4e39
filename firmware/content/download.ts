import type { ContentFile } from "../cloud/content-file.js";
import type { BackOff } from "../device/back-off.js";
import { describe, type Failure, failure } from "../device/failure.js";
import type { Log } from "../device/log.js";
import { type HTTPSAddress, parseHTTPS } from "../http/https-address.js";
import { HTTPSGet, type HTTPSPlatform } from "../http/https-get.js";
import type { ResponseHead } from "../http/response-head.js";
import type { Digest, DigestConstructor } from "../ports/digest.js";
import type { CertificateFile } from "../ports/tcp.js";
import type { TimerHandle } from "../ports/timer.js";
import { toBase64 } from "../storage/base64.js";

/** What becomes of the bytes; each of them may throw, which ends the download. */
export interface DownloadSink {
  /** The next bytes of the file, in order. */
  write(bytes: Uint8Array): void;
  /** Forget what was written: the file has changed on the server and comes from its beginning. */
  restart(): void;
}

export type DownloadEvent =
  /** At most one for each hundredth of the file. */
  | { readonly event: "progress"; readonly received: number; readonly length: number }
  /** The connection broke and will be taken up again at `received`. */
  | {
      readonly event: "resuming";
      readonly received: number;
      readonly reason: string;
      readonly retryIn: number;
    }
  /** Size and digest are right. `sha256` in base64. */
  | { readonly event: "done"; readonly length: number; readonly sha256: string }
  | { readonly event: "failed"; readonly reason: Failure };

export interface DownloadOptions {
  io: HTTPSPlatform;
  SHA256: DigestConstructor;
  /** The trusted roots of the moment, asked for with every connection. */
  roots(): readonly CertificateFile[];
  file: ContentFile;
  /** What the file's SHA-256 must be, base64, where somebody said so beforehand. What the server tells is checked anyway. */
  sha256?: string | undefined;
  sink: DownloadSink;
  /** Waits between the tries. */
  backOff: BackOff;
  /** Tries in a row that bring nothing, after which the download fails. */
  patience: number;
  /** Milliseconds without a byte until a connection is given up. */
  timeout: number;
  log: Log;
  /**
   * `done` or `failed` comes once and last; nothing comes inside the constructor or after `close`. An exception is logged and makes the
   * download fail, where it is not over anyway.
   */
  onEvent(event: DownloadEvent): void;
}

/**
 * Downloads one file, over as many connections as it takes: after a break it goes on where it was (Range), and begins anew where the file has changed
 * since (If-Range). It is done when the size is the announced one and the SHA-256 is the one that is expected.
 */
export class Download {
  #options: DownloadOptions;
  #address: HTTPSAddress | undefined;
  #get: HTTPSGet | undefined;
  #timer: TimerHandle | undefined;
  #digest: Digest;
  #received = 0;
  /** Of the file as the server told them with its first byte. */
  #entityTag: string | undefined;
  #told: string | undefined;
  /** Tries in a row that brought nothing, this one among them until its first byte. */
  #fruitless = 0;
  #shown = 0;
  #closed = false;

  constructor(options: DownloadOptions) {
    this.#options = options;
    this.#digest = new options.SHA256();
    this.#address = parseHTTPS(options.file.url);
    this.#timer = options.io.Timer.set(() => this.#ask());
  }

  /** Gives the download up; no event comes after it. */
  close(): void {
    this.#closed = true;
    this.#options.io.Timer.clear(this.#timer);
    this.#get?.close();
    this.#get = undefined;
  }

  #ask(): void {
    const { file } = this.#options;
    if (this.#address === undefined)
      return this.#fail(failure("http-refused", `not an HTTPS address: ${file.url}`));
    this.#fruitless += 1;
    try {
      this.#get = this.#request(this.#address);
    } catch (error) {
      // No memory for one more connection, or flash did not give the roots: in a timer that would restart the board.
      this.#broken(failure("connect-failed", error));
    }
  }

  #request(address: HTTPSAddress): HTTPSGet {
    const { io, roots, timeout } = this.#options;
    return new HTTPSGet({
      io,
      address,
      roots: roots(),
      from: this.#resumesAt(),
      entityTag: this.#entityTag,
      timeout,
      onHead: (head) => this.#begin(head),
      onBody: (bytes) => this.#take(bytes),
      onDone: () => this.#finish(),
      onFailed: (reason) => this.#broken(reason),
    });
  }

  /** Parts of which nothing tells that they are of one file are not put together. */
  #resumesAt(): number {
    const isChecked = (this.#options.sha256 ?? this.#told ?? this.#entityTag) !== undefined;
    return isChecked ? this.#received : 0;
  }

  #begin({ status, contentLength, offset, entityTag, digest }: ResponseHead): void {
    const { file } = this.#options;
    if (status !== 200 && status !== 206) return this.#fail(failure("http-refused", `status ${status}`));
    if (offset + contentLength !== file.length)
      return this.#fail(failure("wrong-size", `${offset + contentLength} bytes, announced ${file.length}`));
    if (offset !== this.#received) {
      if (offset !== 0)
        return this.#fail(failure("http-malformed", `a part from ${offset}, asked ${this.#received}`));
      this.#startOver();
    }
    this.#entityTag = entityTag;
    this.#told = digest;
  }

  #startOver(): void {
    this.#guard(() => this.#options.sink.restart());
    this.#received = 0;
    this.#shown = 0;
    this.#digest = new this.#options.SHA256();
  }

  #take(bytes: Uint8Array): void {
    this.#guard(() => this.#options.sink.write(bytes));
    if (this.#closed) return;
    const { file, backOff } = this.#options;
    this.#digest.write(bytes);
    this.#received += bytes.byteLength;
    this.#fruitless = 0;
    backOff.stood(Infinity);
    if (this.#received - this.#shown < file.length / 100 && this.#received < file.length) return;
    this.#shown = this.#received;
    this.#tell({ event: "progress", received: this.#received, length: file.length });
  }

  #finish(): void {
    const { file, sha256 } = this.#options;
    const found = toBase64(this.#digest.close());
    for (const expected of [sha256, this.#told]) {
      if (expected !== undefined && expected !== found)
        return this.#fail(failure("wrong-digest", `it is ${found}, announced ${expected}`));
    }
    this.close();
    this.#tell({ event: "done", length: file.length, sha256: found });
  }

  /** A connection has ended before the file did. */
  #broken(reason: Failure): void {
    const { io, backOff, patience } = this.#options;
    this.#get = undefined;
    if (!mayRecover(reason) || this.#fruitless >= patience) return this.#fail(reason);
    const retryIn = backOff.next();
    this.#timer = io.Timer.set(() => this.#ask(), retryIn);
    this.#tell({ event: "resuming", received: this.#received, reason: describe(reason), retryIn });
  }

  #guard(write: () => void): void {
    try {
      write();
    } catch (error) {
      this.#fail(failure("sink-failed", error));
    }
  }

  #fail(reason: Failure): void {
    if (this.#closed) return;
    this.close();
    this.#tell({ event: "failed", reason });
  }

  /** Most events come out of a socket or a timer, where an exception of the application restarts a board. */
  #tell(event: DownloadEvent): void {
    const { onEvent, log } = this.#options;
    try {
      onEvent(event);
    } catch (error) {
      log.error("app", `the download's ${event.event} was not taken: ${String(error)}`);
      this.#fail(failure("internal", error));
    }
  }
}

/** Whether the same request may fare better in a moment. */
function mayRecover({ code }: Failure): boolean {
  return code !== "http-malformed" && code !== "internal";
}
