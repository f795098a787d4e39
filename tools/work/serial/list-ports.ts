import { readdir, readFile, realpath } from "node:fs/promises";
import { dirname, join } from "node:path";
import { SerialPort } from "serialport";
import type { UsbIds } from "./serial-line.js";

/** A serial port of this computer. */
export interface FoundPort {
  readonly path: string;
  readonly usb: UsbIds | undefined;
  readonly serialNumber: string | undefined;
}

/** What `SerialPort.list` tells about a port, as far as it is used. */
interface ListedPort {
  readonly path: string;
  readonly vendorId?: string | undefined;
  readonly productId?: string | undefined;
  readonly serialNumber?: string | undefined;
}

/** Every port that the system knows, those of USB first. Pseudo-terminals are never among them. */
export async function listPorts(
  list: () => Promise<readonly ListedPort[]> = () => SerialPort.list(),
  classFolder = "/sys/class/tty",
): Promise<FoundPort[]> {
  // On Linux serialport asks `udevadm`, which small systems and containers do not have; the kernel says the same.
  const found = await list().then(
    (ports) => ports.map(fromListing),
    () => fromKernel(classFolder),
  );
  return found.sort(
    (a, b) =>
      Number(a.usb === undefined) - Number(b.usb === undefined) ||
      a.path.localeCompare(b.path, "en", { numeric: true }),
  );
}

function fromListing({ path, vendorId, productId, serialNumber }: ListedPort): FoundPort {
  return { path, usb: ids(vendorId, productId), serialNumber };
}

function ids(vendor: string | undefined, product: string | undefined): UsbIds | undefined {
  if (vendor === undefined || product === undefined) return undefined;
  const [vendorId, productId] = [Number.parseInt(vendor, 16), Number.parseInt(product, 16)];
  return Number.isNaN(vendorId) || Number.isNaN(productId) ? undefined : { vendorId, productId };
}

/** Ports with hardware behind them, by the kernel's own list. */
async function fromKernel(classFolder: string): Promise<FoundPort[]> {
  // No such folder: no Linux, or none that shows it. Then there is nothing to list.
  const names = await readdir(classFolder).catch(() => [] as string[]);
  const ports = await Promise.all(
    names.map(async (name): Promise<FoundPort | undefined> => {
      const device = await realpath(join(classFolder, name, "device")).catch(() => undefined);
      if (device === undefined) return undefined; // a console or a pseudo-terminal
      const attributes = await usbAttributes(device);
      return {
        path: `/dev/${name}`,
        usb: ids(attributes?.vendor, attributes?.product),
        serialNumber: attributes?.serial,
      };
    }),
  );
  return ports.filter((port) => port !== undefined);
}

/** The USB device is a few folders above the port: its interface, its hub port. */
async function usbAttributes(
  device: string,
): Promise<{ vendor: string; product: string; serial: string | undefined } | undefined> {
  let folder = device;
  for (let level = 0; level < 4; level++) {
    const vendor = await attribute(folder, "idVendor");
    const product = await attribute(folder, "idProduct");
    if (vendor !== undefined && product !== undefined)
      return { vendor, product, serial: await attribute(folder, "serial") };
    folder = dirname(folder);
  }
  return undefined;
}

/** One of the kernel's one-line files; undefined where this device has none of that name. */
async function attribute(folder: string, name: string): Promise<string | undefined> {
  return await readFile(join(folder, name), "utf8").then(
    (text) => text.trim(),
    () => undefined,
  );
}
