import { type Command, wordsOf } from "../command.js";
import { chunkBytes, longestToDevice } from "../frame.js";

/** Version of verbs and answers; a tool that knows another one says so instead of guessing. */
export const protocol = 1;

const longestNonce = 16;

/** Who is there. Programs begin with it: the answer with their own nonce shows that it is no answer to somebody else's request. */
export const hello: Command = {
  usage: "hello <nonce>",
  does: "who is there, and what it can do",
  always: true,
  run({ argument, host, reply }) {
    const [nonce = "", ...more] = wordsOf(argument);
    if (nonce.length > longestNonce || more.length > 0)
      return reply.fail("args", `hello takes one word of up to ${longestNonce} characters`);
    const { device, board } = host.status();
    const features = ["improv", ...(host.wifi === undefined ? [] : ["wifi"]), "csr"];
    reply.ok({
      proto: protocol,
      nonce,
      line: longestToDevice,
      chunk: chunkBytes,
      fw: host.version,
      id: device,
      board,
      features,
    });
  },
};
