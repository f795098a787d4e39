import { timingSafeEqual } from "node:crypto";
import type { Device } from "./device.js";
import type { Refusal } from "./reasons.js";

/** The fields of CONNECT that say who is calling (spec, part 3). */
export interface LoginFields {
  readonly clientId: string;
  readonly username?: string;
  readonly password?: Uint8Array;
}

export type LoginVerdict =
  | { readonly kind: "anonymous" }
  | { readonly kind: "device"; readonly device: Device }
  | { readonly kind: "refused"; readonly refusal: Refusal; readonly deviceId?: string };

/**
 * Judges a login by token. Neither user name nor password: an anonymous client, which may only activate
 * (CN-PROV-5). Otherwise the password is the token and the user name empty or the deviceId.
 */
export function judgeLogin(devices: ReadonlyMap<string, Device>, fields: LoginFields): LoginVerdict {
  const { clientId, username = "", password = new Uint8Array(0) } = fields;
  if (username === "" && password.length === 0) return { kind: "anonymous" };
  const device = username === "" ? findByToken(devices.values(), password) : devices.get(username);
  if (device === undefined) return refused("bad-credentials", username);
  // A locked device is ignored whatever it presents, so that a lock does not tell whether a token is still good.
  if (device.locked) return refused("locked", device.id);
  if (!holdsToken(device, password)) return refused("bad-credentials", device.id);
  if (clientId !== "" && clientId !== device.id) return refused("client-id-mismatch", device.id);
  return { kind: "device", device };
}

function refused(refusal: Refusal, deviceId: string): LoginVerdict {
  return deviceId === "" ? { kind: "refused", refusal } : { kind: "refused", refusal, deviceId };
}

function findByToken(devices: Iterable<Device>, token: Uint8Array): Device | undefined {
  for (const device of devices) if (holdsToken(device, token)) return device;
  return undefined;
}

/** Compared in constant time: a client must not find a token byte by byte. */
function holdsToken(device: Device, presented: Uint8Array): boolean {
  if (device.token === undefined) return false;
  const held = Buffer.from(device.token, "utf8");
  return held.length === presented.length && timingSafeEqual(held, presented);
}
