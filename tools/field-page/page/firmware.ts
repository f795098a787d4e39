import "esp-web-tools/dist/web/install-button.js";
import { part, say } from "../../../host-sim/dashboard/page/element.js";

/** Beside the page: what it can install, written by `tools/work/field/firmware-files.ts`. */
interface Firmware {
  /** Address of the manifest for ESP Web Tools; absent where there is no firmware. */
  readonly manifest?: string;
  readonly name?: string;
  readonly version?: string;
}

/** Offers the firmware that is beside the page; `beforeInstall` frees the port. */
export async function offerFirmware(beforeInstall: () => Promise<void>): Promise<void> {
  const button = part("install", HTMLElement);
  const text = part("package", HTMLParagraphElement);
  const {
    manifest,
    name = "Firmware",
    version = "",
  } = (await (await fetch("firmware.json")).json()) as Firmware;
  if (manifest === undefined) {
    say(
      text,
      "There is no firmware beside this page. Serve it with one (bowline field --package <folder>), or skip this step where the board has its firmware already.",
    );
    return;
  }
  say(text, `${name} ${version}. An update keeps what the board was told.`);
  button.setAttribute("manifest", manifest);
  // In the capture phase: before the installer asks for the port.
  button.addEventListener("click", () => void beforeInstall(), { capture: true });
  button.hidden = false;
}
