import { type Command, wordsOf } from "../command.js";
import { slotOf } from "../upload.js";

export const del: Command = {
  usage: "del <slot>",
  does: "stages a removal; csr, token, password: at once",
  run({ argument, host, reply }) {
    const [name, ...more] = wordsOf(argument);
    if (name === undefined || more.length > 0) return reply.fail("args", "del takes one slot");
    if (name === "csr") host.credentials.dropOwnKey();
    else if (name === "token" || name === "password") host.forgetLogin();
    else host.credentials.stageRemoval(slotOf(name));
    reply.ok({ slot: name });
  },
};
