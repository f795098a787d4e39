import { flashVerb, question } from "../../engine/door.js";
import { ask } from "../../engine/inside/door.js";
import { type BufferSource, viewOf } from "../buffer-source.js";

function request(
  verb: number,
  number: number,
  rest: Uint8Array = new Uint8Array(0),
): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(5 + rest.length);
  bytes[0] = verb;
  new DataView(bytes.buffer).setUint32(1, number, true);
  bytes.set(rest, 5);
  return ask(question.flash, bytes);
}

/** An opened partition of raw flash, as the SDK's `embedded:storage/flash` has it on the ESP32. */
class FlashStorage {
  /** All of `byteLength` bytes, or as many as a buffer takes; then their number is returned. */
  read(into: number | BufferSource, offset: number): ArrayBuffer | number {
    const count = typeof into === "number" ? into : viewOf(into).byteLength;
    const rest = new Uint8Array(4);
    new DataView(rest.buffer).setUint32(0, count, true);
    const bytes = request(flashVerb.read, offset, rest);
    if (typeof into === "number") return bytes.buffer;
    viewOf(into).set(bytes);
    return count;
  }

  write(buffer: BufferSource, offset: number): void {
    request(flashVerb.program, offset, viewOf(buffer));
  }

  eraseBlock(start: number, end = start + 1): void {
    for (let block = start; block < end; block++) request(flashVerb.erase, block);
  }

  status(): { size: number; blockLength: number; blocks: number } {
    const answer = new DataView(request(flashVerb.status, 0).buffer);
    const blockLength = answer.getUint32(0, true);
    const blocks = answer.getUint32(4, true);
    return { size: blockLength * blocks, blockLength, blocks };
  }

  close(): void {
    // Nothing is held open.
  }
}

/** Raw flash. There is one partition, `outbox`. */
export default Object.freeze({
  open({ path }: { path: string }): FlashStorage {
    const storage = new FlashStorage();
    if (path !== "outbox" || storage.status().blocks === 0) throw new Error("can't find partition");
    return storage;
  },
});
