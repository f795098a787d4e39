import { type Command, wordsOf } from "../command.js";
import { logChoices } from "../console-state.js";

/** For a minute after the last line from outside; then it is `info` again. */
export const log: Command = {
  usage: "log [level]",
  does: "how much of the log is shown",
  run({ argument, state, reply }) {
    const [word, ...more] = wordsOf(argument);
    const level = logChoices.find((each) => each === word);
    if (more.length > 0 || (word !== undefined && level === undefined))
      return reply.fail("args", `log takes one of ${logChoices.join(", ")}`);
    if (level !== undefined) state.logLevel = level;
    reply.ok({ level: state.logLevel });
  },
};
