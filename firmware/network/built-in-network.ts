import type { Log } from "../device/log.js";
import type { WiFiCredentials } from "../ports/network.js";
import { WiFiCredentialsError, wifiCredentials } from "./wifi-credentials.js";

/**
 * The network that a build brings; undefined where it brings none, or one that no access point could accept. That is told and no more: an
 * exception here, before the console is open, would restart the board for ever.
 */
export function builtInNetwork(
  { ssid, passphrase }: { readonly ssid: unknown; readonly passphrase: unknown },
  log: Log,
): WiFiCredentials | undefined {
  if (ssid === undefined) return undefined;
  try {
    return wifiCredentials(String(ssid), String(passphrase ?? ""));
  } catch (error) {
    if (!(error instanceof WiFiCredentialsError)) throw error;
    log.warning("wifi", `the network of the build is not used: ${error.message}`);
    return undefined;
  }
}
