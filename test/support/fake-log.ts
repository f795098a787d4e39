import { Log } from "../../firmware/device/log.js";

/** A log whose lines a test can read, as `level tag: message`. */
export function fakeLog(): { log: Log; lines: string[] } {
  const lines: string[] = [];
  const log = new Log({
    level: "debug",
    sink: (level, tag, message) => lines.push(`${level} ${tag}: ${message}`),
  });
  return { log, lines };
}
