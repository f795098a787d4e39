import type { Command } from "../command.js";
import { farewell } from "./reboot.js";
import { joinSeconds, wifiFailure } from "./wifi.js";

/**
 * Applies everything that is staged, all of it or nothing. Wi-Fi is tried in place and first, because it can be; the rest is tried by a
 * restart, on that network and no other (`storage/trial.ts`).
 */
export const commit: Command = {
  usage: "commit",
  does: "applies what is staged, tried before it is kept",
  run({ host, state, reply }) {
    const changed = [...host.settings.changed, ...host.credentials.changed];
    if (changed.length === 0) return reply.fail("state", "nothing is staged; begin with set or put");
    const apply = (): void => {
      const { restart, trial } = host.commit();
      reply.ok({ changed, restart, trial });
      if (restart) state.Timer.set(() => host.restart(), farewell);
    };
    // Whatever can be found out without touching anything comes first.
    host.check();
    const network = host.settings.wifi();
    if (network === undefined || host.isJoined(network)) return apply();
    reply.wait(joinSeconds);
    host.join(network, (reason) => {
      if (reason !== undefined) return wifiFailure(reply, reason);
      reply.attempt(apply);
    });
  },
};
