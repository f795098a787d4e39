import type { WiFiCredentials } from "../ports/network.js";
import { Secret } from "../storage/secret.js";

/** Wi-Fi settings that no access point could accept; the message names the field and the way out, never a passphrase. */
export class WiFiCredentialsError extends Error {
  override name = "WiFiCredentialsError";
}

/**
 * Checks what somebody typed (IEEE 802.11: an SSID has 1 to 32 bytes, a WPA passphrase 8 to 63 printable ASCII characters, or
 * 64 hex digits as the key itself). Throws a WiFiCredentialsError.
 */
export function wifiCredentials(ssid: string, passphrase: string): WiFiCredentials {
  const bytes = utf8Length(ssid);
  if (bytes < 1) throw new WiFiCredentialsError("wifi.ssid: is empty; give the network's name");
  if (bytes > 32)
    throw new WiFiCredentialsError(`wifi.ssid: has ${bytes} bytes in UTF-8; a network's name has at most 32`);
  if (ssid.includes("\0")) throw new WiFiCredentialsError("wifi.ssid: must not contain NUL");
  if (!isPassphrase(passphrase))
    throw new WiFiCredentialsError(
      "wifi.psk: must have 8 to 63 printable ASCII characters, or 64 hex digits, or be empty for an open network",
    );
  return { ssid, passphrase: new Secret(passphrase) };
}

function isPassphrase(text: string): boolean {
  return text === "" || /^[\x20-\x7e]{8,63}$/.test(text) || /^[0-9A-Fa-f]{64}$/.test(text);
}

/** Bytes of a text in UTF-8; a lone surrogate counts as the replacement character. */
function utf8Length(text: string): number {
  let length = 0;
  for (const character of text) {
    const point = character.codePointAt(0) ?? 0;
    length += point < 0x80 ? 1 : point < 0x800 ? 2 : point < 0x10000 ? 3 : 4;
  }
  return length;
}
