import type { FirmwarePackage } from "../package-format.js";
import { chips } from "./chips.js";

/** Seconds that a browser waits for Improv after a first installation: a new board formats its storage before it answers. */
const improvWait = 15;

/**
 * The manifest with which ESP Web Tools flashes a package from a web page: paths beside the manifest, offsets as numbers. The name is what
 * the firmware answers to Improv, by which the page tells an update from a first installation. A page that sets Wi-Fi up by itself
 * gives 0 for `improvSeconds`: the installer then leaves the board alone when it has flashed it.
 */
export function webManifestText(
  { name, version, chip, parts }: FirmwarePackage,
  improvSeconds: number = improvWait,
): string {
  const manifest = {
    name,
    version,
    new_install_prompt_erase: true,
    new_install_improv_wait_time: improvSeconds,
    builds: [{ chipFamily: chips[chip].family, parts: parts.map(({ path, offset }) => ({ path, offset })) }],
  };
  return `${JSON.stringify(manifest, null, 2)}\n`;
}
