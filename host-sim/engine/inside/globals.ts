import { toHost } from "../door.js";
import { boot } from "./boot.js";
import { postText } from "./door.js";
import { bytesOf, textOf } from "./natives.js";
import { seededRandom } from "./random.js";
import { atEndOfTurn, reject } from "./turn.js";

/**
 * Makes the global scope that of a board: `trace`, `String.fromArrayBuffer` and `ArrayBuffer.fromString` are there (the npm
 * build of XS leaves the two out), chance is seeded by the host.
 */
let line = "";

/** Text becomes lines where it holds a line feed, as on a board's console. */
function trace(...values: readonly unknown[]): void {
  line += values.join("");
  const lines = line.split("\n");
  line = lines.pop() ?? "";
  for (const whole of lines) postText(toHost.trace, 0, whole);
}

atEndOfTurn(() => {
  if (line !== "") trace("\n");
});

function define(target: object, name: string, value: unknown): void {
  Object.defineProperty(target, name, { value, writable: true, configurable: true });
}

define(globalThis, "trace", trace);
define(String, "fromArrayBuffer", (bytes: ArrayBuffer) => textOf(new Uint8Array(bytes)));
define(ArrayBuffer, "fromString", (text: string) => bytesOf(String(text)).buffer);
define(Math, "random", seededRandom(boot.seed));

// XS tells of unhandled rejections through a console only. A board has none, so the linter keeps the firmware from it.
define(globalThis, "console", {
  error: (_what: string, reason: unknown) => reject(reason),
});
