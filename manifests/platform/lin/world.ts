import type { AccessPoint } from "../../../host-sim/world/air.js";
import { readText } from "./files.js";
import { stateFolder } from "./state.js";

/**
 * What is around a simulated device: `world.json` in its folder. It is read anew at every look, so it may change while the device runs;
 * whoever changes it writes another file and lets it take the name, or the device might see half of it.
 *
 *     {"timeServer": false, "accessPoints": [{"ssid": "home", "passphrase": "correct horse"}]}
 */
export interface World {
  /** Whether the time server answers; it does where absent. */
  readonly timeServer?: boolean;
  /** What a station hears. With it the device's link is Wi-Fi, without it the computer's network; that is decided at start. */
  readonly accessPoints?: readonly AccessPoint[];
  /** Fails the power once in a run, in a write to key-value storage. */
  readonly powerCut?: PlannedCut;
}

export interface PlannedCut {
  /** Which write since the start, from 1; of those to `domain` where one is named. */
  readonly write: number;
  readonly domain?: string;
  /** Where in the write. `torn`: half of the new file is written; `unrenamed`: all of it, beside the old one. */
  readonly moment: "before" | "torn" | "unrenamed" | "after";
}

/** The world as it is now. Throws a SyntaxError where the file is no JSON object. */
export function world(): World {
  const text = readText(`${stateFolder()}/world.json`);
  if (text === undefined) return {};
  const found: unknown = JSON.parse(text);
  if (typeof found !== "object" || found === null) throw new SyntaxError("world.json: must be an object");
  return found;
}
