import type { FirmwarePackage } from "../package-format.js";
import { chips } from "./chips.js";

/** Seconds that a browser waits for Improv after a first installation: a new board formats its storage before it answers. */
const improvWait = 15;

/**
 * The manifest with which ESP Web Tools flashes a package from a web page: paths beside the manifest, offsets as numbers. The name is what
 * the firmware answers to Improv, by which the page tells an update from a first installation.
 */
export function webManifestText({ name, version, chip, parts }: FirmwarePackage): string {
  const manifest = {
    name,
    version,
    new_install_prompt_erase: true,
    new_install_improv_wait_time: improvWait,
    builds: [{ chipFamily: chips[chip].family, parts: parts.map(({ path, offset }) => ({ path, offset })) }],
  };
  return `${JSON.stringify(manifest, null, 2)}\n`;
}
