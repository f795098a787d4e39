import type { Device } from "../device.js";
import type { Refusal } from "../reasons.js";
import type { ClientCertificate, Credential } from "./credential.js";

/** Everything in a new connection that says who is calling (spec, part 3). */
export interface Caller {
  readonly clientId: string;
  readonly username: string;
  readonly password: Uint8Array;
  readonly certificate: ClientCertificate | undefined;
}

export type LoginVerdict =
  | { readonly kind: "anonymous" }
  | { readonly kind: "device"; readonly device: Device }
  /** The identity is not provisioned and this login would activate it (CN-PROV-4). */
  | { readonly kind: "activation"; readonly deviceId: string; readonly credential: Credential }
  | RefusedLogin;

export interface RefusedLogin {
  readonly kind: "refused";
  readonly refusal: Refusal;
  readonly deviceId?: string;
}

/** The credential that an activation by PUBLISH leads to, and what is published back to the device. */
export type Enrolment =
  | { readonly credential: Credential; readonly answer?: string }
  | { readonly refusal: Refusal };

/** Randomness of the host, so that the core has none of its own. */
export interface CredentialSource {
  /** A new token: 40 characters `[0-9A-Za-z]` that cannot be guessed (CN-PROV-2). */
  newToken(): string;
  /** A new salt for a password's digest: 32 hexadecimal digits. */
  newSalt(): string;
}

/** One authentication type: how its devices log in, and what an activation by PUBLISH makes of a payload. */
export interface Authentication {
  login(devices: ReadonlyMap<string, Device>, caller: Caller): LoginVerdict;
  enroll(payload: Uint8Array, source: CredentialSource): Enrolment;
}

/** A refused login; the deviceId is left out where none was named. */
export function refused(refusal: Refusal, deviceId: string): RefusedLogin {
  return deviceId === "" ? { kind: "refused", refusal } : { kind: "refused", refusal, deviceId };
}
