import { type Command, wordsOf } from "../command.js";

export const activate: Command = {
  usage: "activate [code]",
  does: "tries to come online now, with an activation code where the cloud wants one",
  run({ argument, host, reply }) {
    const [code, ...more] = wordsOf(argument);
    if (more.length > 0) return reply.fail("args", "activate takes a code or nothing");
    const problem = host.activate(code);
    if (problem !== undefined) return reply.fail("state", problem);
    reply.ok({ activation: "pending" });
  },
};
