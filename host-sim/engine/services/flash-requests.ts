import type { FlashRegion } from "../../../firmware/ports/flash.js";
import { flashVerb } from "../door.js";

/** Answers what a program asks of its flash: verb, a number, and bytes to program; see `question.flash`. */
export function answerFlash(region: FlashRegion, request: Buffer): Uint8Array {
  const number = request.readUInt32LE(1);
  switch (request[0]) {
    case flashVerb.status: {
      const answer = Buffer.alloc(8);
      answer.writeUInt32LE(region.blockSize, 0);
      answer.writeUInt32LE(region.blocks, 4);
      return answer;
    }
    case flashVerb.read: {
      const bytes = new Uint8Array(request.readUInt32LE(5));
      region.read(number, bytes);
      return bytes;
    }
    case flashVerb.program:
      region.program(number, request.subarray(5));
      return Buffer.alloc(0);
    case flashVerb.erase:
      region.erase(number);
      return Buffer.alloc(0);
    default:
      throw new Error(`flash: there is no verb ${request[0]}`);
  }
}
