import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { type Board, root } from "./boards.js";
import type { Configuration } from "./configuration.js";
import type { Complaint } from "./link-complaints.js";
import type { Toolchain } from "./toolchain.js";

/** What every board of ours asks of ESP-IDF. */
const common = join(root, "manifests/platform/esp32/sdkconfig/sdkconfig.defaults");

/**
 * Options that a build was to set and does not. The SDK reads one folder of options, that of the manifest included last: where a board's
 * target has a folder of its own, ours takes its place, and what stood in there is gone without a word.
 */
export function optionComplaints(
  board: Board,
  { folder }: Configuration,
  { sdk }: Toolchain,
): readonly Complaint[] {
  const made = options(join(folder, `xsProj-${board.chip}`, "sdkconfig.mc"));
  const [, target = ""] = board.target.split("/");
  const wanted = new Map([
    ...options(join(sdk.folder, "build/devices/esp32/targets", target, "sdkconfig/sdkconfig.defaults")),
    ...options(common),
  ]);
  return [...wanted].flatMap(([name, value]) =>
    made.get(name) === value || isForFlashing(name)
      ? []
      : [
          {
            kind: "description" as const,
            text: `sdkconfig: ${name} has to be ${value}, and is ${made.get(name) ?? "not set"}`,
          },
        ],
  );
}

/** How a tool is to reset the board after flashing: ESP-IDF's own, which nobody uses here. */
function isForFlashing(name: string): boolean {
  return name.startsWith("CONFIG_ESPTOOLPY_");
}

/** How an option is switched off; where the SDK does so, it leaves the value away. */
const off = "n";

function options(file: string): ReadonlyMap<string, string> {
  const lines = existsSync(file) ? readFileSync(file, "utf8").split("\n") : [];
  return new Map(
    lines.flatMap((line) => {
      const [, name, value] = /^(CONFIG_\w+)=(.*?)\s*$/.exec(line) ?? [];
      return name === undefined || value === undefined ? [] : [[name, value === "" ? off : value] as const];
    }),
  );
}
