/** What `--port` names: a port of this computer, or a program or a device server somewhere that passes raw bytes on. */
export type SerialAddress =
  | { readonly kind: "device"; readonly path: string }
  | { readonly kind: "socket"; readonly host: string; readonly port: number };

/** `--port` makes no sense; the message says what would. */
export class SerialAddressError extends Error {
  override name = "SerialAddressError";
}

const forms = "a serial port such as /dev/ttyUSB0 or COM7, or socket://host:port";

/**
 * Takes `/dev/…` (or any other path), `COM7`, and `socket://host:port`, where host is a name, an IPv4 address, or an IPv6 address in
 * brackets. @throws SerialAddressError
 */
export function parseSerialAddress(text: string): SerialAddress {
  const scheme = /^([a-z][a-z0-9+.-]+):\/\//i.exec(text)?.[1];
  if (scheme === undefined) {
    if (text === "" || /\s$|^\s|\0/.test(text))
      throw new SerialAddressError(`--port "${text}": give ${forms}`);
    return { kind: "device", path: text };
  }
  if (scheme.toLowerCase() !== "socket")
    throw new SerialAddressError(`--port ${text}: ${scheme}:// is not known; give ${forms}`);
  const match = /^socket:\/\/(\[[0-9a-f:.]+\]|[^\s:/?#@[\]]+):(\d{1,5})\/?$/i.exec(text);
  const [, host = "", port = ""] = match ?? [];
  if (match === null || Number(port) < 1 || Number(port) > 65_535)
    throw new SerialAddressError(`--port ${text}: has to be socket://host:port with a port from 1 to 65535`);
  return { kind: "socket", host: host.replace(/^\[|\]$/g, ""), port: Number(port) };
}

/** The address as it is written. */
export function serialAddressText(address: SerialAddress): string {
  if (address.kind === "device") return address.path;
  const host = address.host.includes(":") ? `[${address.host}]` : address.host;
  return `socket://${host}:${address.port}`;
}
