import type { Command } from "../command.js";

/** Whether the cloud knows the device, as far as the device can tell. */
export const activation: Command = {
  usage: "activation",
  does: "whether the cloud knows this device",
  run({ host, reply }) {
    const { cloud, state, credentials } = host.status();
    const isKnown =
      cloud.stage === "online" || credentials.some(({ slot }) => slot === "token" || slot === "password");
    const activation = isKnown ? "done" : state === "activating" ? "pending" : "none";
    reply.ok({
      activation,
      stage: cloud.stage,
      ...(cloud.reason === undefined ? {} : { reason: cloud.reason }),
    });
  },
};
