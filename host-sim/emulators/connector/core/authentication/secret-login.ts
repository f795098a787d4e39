import type { Device } from "../device.js";
import { type Caller, type LoginVerdict, refused } from "./authentication.js";

/**
 * Judges a login by something secret in CONNECT's password. Neither user name nor password: an anonymous client,
 * which may only activate (CN-PROV-5).
 * @param named the device that the caller claims to be, if there is one.
 * @param holds whether the caller presents that device's secret.
 */
export function judgeSecret(
  caller: Caller,
  named: Device | undefined,
  holds: (device: Device) => boolean,
): LoginVerdict {
  const { clientId, username, password } = caller;
  if (username === "" && password.length === 0) return { kind: "anonymous" };
  if (named === undefined) return refused("bad-credentials", username);
  // A locked device is ignored whatever it presents, so that a lock does not tell whether a secret is still good.
  if (named.locked) return refused("locked", named.id);
  if (!holds(named)) return refused("bad-credentials", named.id);
  // CN-AUTH-1
  if (clientId !== "" && clientId !== named.id) return refused("client-id-mismatch", named.id);
  return { kind: "device", device: named };
}
