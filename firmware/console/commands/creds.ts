import type { Command } from "../command.js";

export const creds: Command = {
  usage: "creds",
  does: "shows the credentials: fingerprints and ends, nothing secret",
  run({ host, reply }) {
    for (const { slot, fingerprint, notAfter } of host.status().credentials) {
      if (slot !== "token" && slot !== "password") continue;
      const facts = {
        ...(fingerprint === undefined ? {} : { fingerprint }),
        ...(notAfter === undefined ? {} : { notAfter }),
      };
      reply.more({ credentials: [{ slot, ...facts }] });
    }
    for (const facts of host.credentials.list()) reply.more({ credentials: [facts] });
    reply.ok({ credentials: [] });
  },
};
