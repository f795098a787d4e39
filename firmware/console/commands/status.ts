import type { Command } from "../command.js";

/** All that the device says about itself, in parts that fit a line each. */
export const status: Command = {
  usage: "status",
  does: "how far the device is, and why not further",
  run({ host, reply }) {
    const { network, cloud, outbox, restart, credentials, heap, ...general } = host.status();
    reply.more(general);
    reply.more({ network });
    reply.more({ cloud });
    reply.more({ outbox });
    reply.more({ restart });
    for (const credential of credentials) reply.more({ credentials: [credential] });
    if (heap !== undefined) reply.more({ heap });
    const staged = [...host.settings.changed, ...host.credentials.changed];
    // Lists are joined: an empty one adds nothing, and is the whole where nothing came before it.
    reply.ok({ credentials: [], settings: { staged, trial: host.trial() } });
  },
};
