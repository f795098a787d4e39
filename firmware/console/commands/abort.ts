import type { Command } from "../command.js";

export const abort: Command = {
  usage: "abort",
  does: "gives an upload up, and the making of a key",
  always: true,
  run({ host, state, reply }) {
    state.upload = undefined;
    host.stopMakingKey();
    reply.ok();
  },
};
