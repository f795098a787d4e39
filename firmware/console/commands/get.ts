import { type Command, wordsOf } from "../command.js";

export const get: Command = {
  usage: "get <key>",
  does: "shows a setting; of a secret whether it is set",
  run({ argument, host, reply }) {
    const [key, ...more] = wordsOf(argument);
    if (key === undefined || more.length > 0) return reply.fail("args", "get takes one key");
    reply.ok({ ...host.settings.show(key) });
  },
};
