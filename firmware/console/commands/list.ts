import type { Command } from "../command.js";

export const list: Command = {
  usage: "list",
  does: "shows all settings",
  run({ host, reply }) {
    for (const key of host.settings.keys) reply.more({ settings: [host.settings.show(key)] });
    reply.ok();
  },
};
