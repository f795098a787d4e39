import type { Command } from "../command.js";

export const help: Command = {
  usage: "help",
  does: "shows this list",
  run({ verbs, reply }) {
    for (const { usage, does } of verbs) reply.more({ verbs: [{ usage, does }] });
    reply.ok();
  },
};
