import type { Device } from "../device.js";
import { type Authentication, type Caller, type LoginVerdict, refused } from "./authentication.js";
import type { ClientCertificate } from "./credential.js";

/**
 * CN-PROV-4: the common name of the client certificate is the deviceId, connecting with it is the activation, and
 * CONNECT names nobody.
 * @param pki on: the chain must lead to the Connector's authority, and a device may come with a renewed certificate.
 *   Off: any certificate, usually a self-signed one, is taken at activation and no other one after it.
 */
export function byCertificate(pki: boolean): Authentication {
  return {
    login: (devices, caller) => judge(devices, caller, pki),
    enroll: () => ({ refusal: "activates-by-certificate" }),
  };
}

function judge(devices: ReadonlyMap<string, Device>, caller: Caller, pki: boolean): LoginVerdict {
  const { certificate, clientId, username, password } = caller;
  if (certificate === undefined) return refused("no-certificate", username);
  const { commonName, fingerprint, trusted } = certificate;
  const device = devices.get(commonName);
  if (device?.locked) return refused("locked", commonName);
  if (pki && !trusted) return refused("untrusted-certificate", commonName);
  if (clientId !== "" || username !== "" || password.length > 0) {
    return refused("login-not-empty", commonName);
  }
  if (device?.provisioning !== "provisioned") {
    return { kind: "activation", deviceId: commonName, credential: { kind: "certificate", fingerprint } };
  }
  if (!isHeldBy(device, certificate, pki)) return refused("other-certificate", commonName);
  return { kind: "device", device };
}

function isHeldBy({ credential }: Device, { fingerprint }: ClientCertificate, pki: boolean): boolean {
  if (credential?.kind !== "certificate") return false;
  return pki || credential.fingerprint === fingerprint;
}
