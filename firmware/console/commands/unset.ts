import { type Command, wordsOf } from "../command.js";

export const unset: Command = {
  usage: "unset <key>",
  does: "stages that a setting goes back to its default",
  run({ argument, host, reply }) {
    const [key, ...more] = wordsOf(argument);
    if (key === undefined || more.length > 0) return reply.fail("args", "unset takes one key");
    host.settings.unset(key);
    reply.ok({ key, staged: true });
  },
};
