import "esp-web-tools/dist/web/install-button.js";
import { part, say } from "../../../host-sim/dashboard/page/element.js";

/** Beside the page, where it is served with a firmware package; see ESP Web Tools for its form. */
const manifest = "manifest.json";

/** Offers the firmware that is beside the page; `beforeInstall` frees the port. */
export async function offerFirmware(beforeInstall: () => Promise<void>): Promise<void> {
  const button = part("install", HTMLElement);
  const text = part("package", HTMLParagraphElement);
  const description = await fetch(manifest)
    .then((response) =>
      response.ok ? (response.json() as Promise<{ name?: string; version?: string }>) : undefined,
    )
    .catch(() => undefined);
  if (description === undefined) {
    say(
      text,
      "There is no firmware beside this page. Serve it with one (bowline field --package <folder>), or skip this step where the board has its firmware already.",
    );
    return;
  }
  say(
    text,
    `${description.name ?? "Firmware"} ${description.version ?? ""}. An update keeps what the board was told.`,
  );
  button.setAttribute("manifest", manifest);
  // In the capture phase: before the installer asks for the port.
  button.addEventListener("click", () => void beforeInstall(), { capture: true });
  button.hidden = false;
}
