import { question } from "../engine/door.js";
import { boot } from "../engine/inside/boot.js";
import { ask } from "../engine/inside/door.js";
import { bytesOf } from "../engine/inside/natives.js";

/**
 * The SDK's class `Resource`: bytes in flash, reached by name. Here they stay with the host until `slice` asks for them, so
 * that as on a board they cost no heap.
 */
export default class Resource {
  #name: string;

  /** @throws URIError where no resource has this name. */
  constructor(name: string) {
    if (!Resource.exists(name)) throw new URIError(`Resource "${name}" not found`);
    this.#name = name;
  }

  static exists(name: string): boolean {
    return boot.resources.includes(name);
  }

  get byteLength(): number {
    return this.slice(0).byteLength;
  }

  slice(start: number, end?: number): ArrayBuffer {
    return ask(question.resource, bytesOf(this.#name)).buffer.slice(start, end);
  }
}
