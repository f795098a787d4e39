import { realpath } from "node:fs/promises";
import { listPorts } from "./list-ports.js";
import type { UsbIds } from "./serial-line.js";

/**
 * The USB ids of the port with this path, which may be a link to it (`/dev/serial/by-id/…`); undefined where it is none of USB, or
 * the system does not tell.
 */
export async function usbIdsOf(path: string): Promise<UsbIds | undefined> {
  // A path that is no file (COM7), or that opens all the same: then its own name has to do.
  const real = await realpath(path).catch(() => path);
  const ports = await listPorts().catch(() => []);
  return ports.find((port) => port.path === real || port.path === path)?.usb;
}
