import type { Command } from "../command.js";

/** The value is the rest of the line as it is: a passphrase may begin and end with a space. */
export const set: Command = {
  usage: "set <key> [value]",
  does: "stages a setting; asks for a secret left out",
  run({ argument, host, reply }) {
    const space = argument.indexOf(" ");
    const key = space < 0 ? argument : argument.slice(0, space);
    if (key === "") return reply.fail("args", "set takes a key and a value");
    host.settings.set(key, space < 0 ? "" : argument.slice(space + 1));
    reply.ok({ key, staged: true });
  },
};
