import { type KeyValueAnswer, type KeyValueRequest, question, type StoredValue } from "../../engine/door.js";
import { askJSON } from "../../engine/inside/door.js";
import { bytesOf } from "../../engine/inside/natives.js";
import { type BufferSource, viewOf } from "../buffer-source.js";

type Format = "string" | "buffer";
type Value = string | ArrayBuffer;

interface Options {
  path: string;
  /** `"r"` reads an existing domain, `"r+"` (default) also writes and creates it. */
  mode?: "r" | "r+";
  /** `"buffer"` is the default. */
  format?: Format;
}

/** NVS of ESP-IDF: a name has 1 to 15 characters, a string is shorter than 4,000 bytes with its closing zero. */
const longestName = 15;
const longestString = 3999;

function ask(request: KeyValueRequest): KeyValueAnswer {
  return askJSON(question.keyValue, request) as KeyValueAnswer;
}

function checkName(name: unknown, what: string): asserts name is string {
  if (typeof name !== "string" || name.length < 1 || name.length > longestName) {
    throw new RangeError(`key-value: ${what} "${name}" must have 1 to ${longestName} characters`);
  }
}

/** An opened domain of `embedded:storage/key-value`. Each write is on the disk, whole, before the call returns. */
class KeyValueDomain {
  #path: string;
  #mayWrite: boolean;
  #format: Format = "buffer";
  #closed = false;

  constructor(options: Options) {
    const { path, mode = "r+", format = "buffer" } = options;
    if (path === undefined) throw new Error("key-value: path is missing");
    checkName(path, "domain");
    if (mode !== "r" && mode !== "r+") throw new Error(`key-value: mode ${mode} is unknown`);
    this.#path = path;
    this.#mayWrite = mode === "r+";
    this.format = format;
    ask({ verb: "open", domain: path, mayCreate: this.#mayWrite });
  }

  get format(): Format {
    return this.#format;
  }

  set format(format: Format) {
    this.#checkOpen();
    if (format !== "string" && format !== "buffer") {
      throw new RangeError(`key-value: format ${format} is not offered here`);
    }
    this.#format = format;
  }

  /** Undefined where there is no value. @throws TypeError where it was written in another format. */
  read(name: string): Value | undefined {
    const key = this.#key(name);
    const { value } = ask({ verb: "read", domain: this.#path, key });
    if (value === undefined) return undefined;
    if ((typeof value === "string") !== (this.#format === "string")) {
      throw new TypeError(`key-value: ${key} holds no ${this.#format}`);
    }
    return typeof value === "string" ? value : Uint8Array.from(value).buffer;
  }

  write(name: string, value: Value | BufferSource): void {
    const key = this.#key(name);
    if (value === undefined) throw new SyntaxError(`key-value: ${key} needs a value`);
    this.#checkMode();
    ask({ verb: "write", domain: this.#path, key, value: this.#stored(key, value) });
  }

  delete(name: string): void {
    const key = this.#key(name);
    this.#checkMode();
    ask({ verb: "delete", domain: this.#path, key });
  }

  close(): void {
    this.#closed = true;
  }

  /** Its keys; a closed domain throws here and not at the first of them. */
  [Symbol.iterator](): Iterator<string> {
    this.#checkOpen();
    return (ask({ verb: "keys", domain: this.#path }).keys ?? []).values();
  }

  #stored(key: string, value: unknown): StoredValue {
    if (this.#format === "buffer") return Array.from(viewOf(value));
    if (typeof value !== "string") throw new TypeError(`key-value: ${key} needs a string`);
    const size = bytesOf(value).byteLength;
    if (size > longestString) {
      throw new RangeError(`key-value: ${key} of ${size} bytes is longer than ${longestString}`);
    }
    return value;
  }

  /** What is no text becomes one, as on a board; a symbol is a TypeError of the engine's. */
  #key(name: unknown): string {
    this.#checkOpen();
    if (name === undefined) throw new SyntaxError("key-value: the key is missing");
    const key = `${name}`;
    checkName(key, "key");
    return key;
  }

  #checkMode(): void {
    if (!this.#mayWrite) throw new Error(`key-value: domain ${this.#path} was opened for reading`);
  }

  #checkOpen(): void {
    if (this.#closed) throw new Error(`key-value: domain ${this.#path} is closed`);
  }
}

/** ECMA-419's key-value storage, in the limits of the ESP32's NVS. */
export default Object.freeze({
  open(options: Options): KeyValueDomain {
    return new KeyValueDomain(options);
  },
});
