import type { Command } from "../command.js";

/** For the answer to get out before the device goes down, milliseconds. */
export const farewell = 250;

export const reboot: Command = {
  usage: "reboot",
  does: "restarts the device",
  run({ host, state, reply }) {
    reply.ok();
    state.Timer.set(() => host.restart(), farewell);
  },
};
