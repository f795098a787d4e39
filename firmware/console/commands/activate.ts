import { type Command, wordsOf } from "../command.js";
import { farewell } from "./reboot.js";

export const activate: Command = {
  usage: "activate [code]",
  does: "tries to come online now, by a restart",
  run({ argument, host, state, reply }) {
    const [code, ...more] = wordsOf(argument);
    if (more.length > 0) return reply.fail("args", "activate takes a code or nothing");
    if (code !== undefined)
      return reply.fail(
        "state",
        "the cloud of this device knows no codes; it activates a device at its first contact",
      );
    if (host.status().cloud.stage === "online") return reply.ok({ activation: "done" });
    reply.ok({ activation: "pending" });
    state.Timer.set(() => host.restart(), farewell);
  },
};
