import { toBase64 } from "../../storage/base64.js";
import { type Command, wordsOf } from "../command.js";
import { fingerprintOf } from "../upload.js";

/** Bytes of the request in one answer. */
const piece = 192;
/** Between two signs of life while the key is made, seconds. */
const patience = 30;

/** A key made on the device never leaves it: what leaves is the request for a certificate (PKCS#10, RFC 2986). */
export const csr: Command = {
  usage: "csr [offset]",
  does: "makes a key, shows the request for its certificate",
  run({ argument, host, reply }) {
    const [offset, ...more] = wordsOf(argument);
    if (more.length > 0 || (offset !== undefined && !/^\d{1,5}$/.test(offset)))
      return reply.fail("args", "csr takes an offset or nothing");
    if (offset !== undefined) {
      const request = host.request();
      if (request === undefined)
        return reply.fail("state", "there is no key; csr without an offset makes one");
      const data = request.subarray(Number(offset), Number(offset) + piece);
      if (data.byteLength === 0) return reply.fail("range", `the request has ${request.byteLength} bytes`);
      return reply.ok({ offset: Number(offset), data: toBase64(data), size: request.byteLength });
    }
    host.makeKey({
      onProgress: () => reply.wait(patience),
      onDone: (problem) =>
        reply.attempt(() => {
          const request = problem === undefined ? host.request() : undefined;
          if (request === undefined) return reply.fail("store", problem ?? "the key cannot be read back");
          reply.ok({ size: request.byteLength, sha256: fingerprintOf(request) });
        }),
    });
  },
};
