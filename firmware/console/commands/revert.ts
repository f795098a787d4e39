import type { Command } from "../command.js";

export const revert: Command = {
  usage: "revert",
  does: "forgets what is staged",
  run({ host, reply }) {
    const dropped = [...host.settings.changed, ...host.credentials.changed];
    host.revert();
    reply.ok({ dropped });
  },
};
