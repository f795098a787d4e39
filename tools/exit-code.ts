/** What the exit code of every `bowline` command means; shown by `bowline --help`. */
export const exitCodes = Object.freeze({
  ok: 0,
  /** It was tried and did not work; standard error says why. */
  failed: 1,
  /** The arguments make no sense. */
  usage: 2,
  /** Something that the command talks to is not running. */
  unreachable: 3,
  /** Something that the command needs is not installed. */
  missing: 4,
});

export type ExitName = keyof typeof exitCodes;

/** Ends a command: one line for people, and the exit code. */
export class CommandError extends Error {
  override name = "CommandError";
  readonly exit: ExitName;

  constructor(exit: ExitName, message: string) {
    super(message);
    this.exit = exit;
  }
}

/** The user asked for the end before the command had properly begun: no failure, and nothing to say. */
export class Interrupted extends Error {
  override name = "Interrupted";
}
