import { type Command, wordsOf } from "../command.js";
import { chunkBytes } from "../frame.js";
import { mostUploadBytes, slotOf, Upload } from "../upload.js";

/** Begins an upload, or goes on with one that was interrupted: the same announcement again keeps what is there. */
export const put: Command = {
  usage: "put <slot> <size> <sha256>",
  does: "begins an upload: ca, cert or key in DER",
  run({ argument, state, reply }) {
    const [name, sizeText = "", sha256 = "", ...more] = wordsOf(argument);
    const slot = slotOf(name);
    if (!/^[1-9]\d{0,5}$/.test(sizeText) || !/^[0-9a-f]{64}$/.test(sha256) || more.length > 0)
      return reply.fail(
        "args",
        "put takes a slot, the size in bytes and the SHA-256 in 64 lower-case hex digits",
      );
    const size = Number(sizeText);
    if (size > mostUploadBytes) return reply.fail("range", `size: at most ${mostUploadBytes} bytes`);
    const announced = { slot, size, sha256 };
    const present = state.upload;
    const upload = present?.isSame(announced) === true ? present : new Upload(announced);
    state.upload = upload;
    reply.ok({ next: upload.next, chunk: chunkBytes });
  },
};
