import { type Command, wordsOf } from "../command.js";
import { farewell } from "./reboot.js";

/**
 * Erases everything: with the restart that follows, before anything else runs, so that nothing is written behind its back. Only after a number that only whoever
 * reads the answer can know; programs need it as people do.
 */
export const factoryReset: Command = {
  usage: "factory-reset [number]",
  does: "erases everything; tells a number first",
  run({ argument, host, state, reply }) {
    const [number, ...more] = wordsOf(argument);
    if (more.length > 0) return reply.fail("args", "factory-reset takes the number that it told, or nothing");
    if (number === undefined) {
      const [high = 0, low = 0] = host.entropy(2);
      const confirm = String(1000 + (((high << 8) | low) % 9000));
      return reply.ok({ confirm, seconds: state.expect(confirm) });
    }
    if (!state.confirms(number))
      return reply.fail(
        "denied",
        "that is not the number, or it came too late; factory-reset alone tells a new one",
      );
    host.erase();
    reply.ok();
    state.Timer.set(() => host.restart(), farewell);
  },
};
