/** From the most to the least urgent. */
export const levels = Object.freeze(["error", "warning", "info", "debug"] as const);
export type Level = (typeof levels)[number];

/** Where finished log entries go. `message` is one line. */
export type LogSink = (level: Level, tag: string, message: string) => void;

/**
 * Log lines with a level and a tag (the part of the firmware that speaks). Line breaks and control characters
 * become spaces, so that text from outside can neither forge a line nor steer a terminal.
 */
export class Log {
  #sink: LogSink;
  #limit: number;

  constructor(options: { sink: LogSink; level?: Level }) {
    this.#sink = options.sink;
    this.#limit = levels.indexOf(options.level ?? "info");
  }

  error(tag: string, message: string): void {
    this.#write("error", tag, message);
  }

  warning(tag: string, message: string): void {
    this.#write("warning", tag, message);
  }

  info(tag: string, message: string): void {
    this.#write("info", tag, message);
  }

  debug(tag: string, message: string): void {
    this.#write("debug", tag, message);
  }

  #write(level: Level, tag: string, message: string): void {
    if (levels.indexOf(level) <= this.#limit) this.#sink(level, tag, printable(message));
  }
}

/** The text with every control character replaced by a space. */
export function printable(text: string): string {
  let result = "";
  for (const character of text) {
    const code = character.charCodeAt(0);
    result += code < 32 || (code >= 127 && code < 160) ? " " : character;
  }
  return result;
}
