import type { Device } from "./device.js";
import type { Refusal } from "./reasons.js";
import type { ConnectorSettings } from "./settings.js";

/**
 * Whether an identity may be activated now, whatever the authentication type (CN-PROV-6, CN-PROV-7).
 * @param device undefined: the identity is unknown so far.
 * @returns why not, or undefined if it may.
 */
export function activationRefusal(
  settings: ConnectorSettings,
  deviceId: string,
  device: Device | undefined,
): Refusal | undefined {
  const { provisioning, registration, identity } = settings;
  if (!provisioning) return "provisioning-off";
  if (!identity.test(deviceId)) return "bad-identity";
  if (device === undefined && !registration) return "not-whitelisted";
  if (device?.locked) return "locked";
  return device?.provisioning === "provisioned" ? "already-provisioned" : undefined;
}
