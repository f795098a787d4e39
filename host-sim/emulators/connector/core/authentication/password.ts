import { isUtf8 } from "node:buffer";
import { scryptSync, timingSafeEqual } from "node:crypto";
import type { Device } from "../device.js";
import type { Authentication } from "./authentication.js";
import { judgeSecret } from "./secret-login.js";

/** CN-PROV-3, in characters. */
const MIN_PASSWORD_LENGTH = 20;

/**
 * Some 10 ms a login on a desktop: devices choose passwords from an entropy source, so the digest need not be as
 * slow as one that protects what people think up, and fifty devices may come back at once.
 */
const SCRYPT = Object.freeze({ N: 4096, r: 8, p: 1 });
const DIGEST_BYTES = 32;

/** CN-PROV-3: the device chooses the password and no answer is sent; user name is the deviceId. */
export const byPassword: Authentication = Object.freeze({
  login: (devices, caller) =>
    judgeSecret(caller, devices.get(caller.username), (device) => holdsPassword(device, caller.password)),
  enroll: (payload, source) => {
    if (!isLongEnough(payload)) return { refusal: "weak-password" };
    const salt = source.newSalt();
    const digest = digestOf(payload, salt).toString("hex");
    return { credential: { kind: "password", salt, digest } };
  },
} satisfies Authentication);

function isLongEnough(password: Uint8Array): boolean {
  return isUtf8(password) && [...Buffer.from(password).toString("utf8")].length >= MIN_PASSWORD_LENGTH;
}

function digestOf(password: Uint8Array, salt: string): Buffer {
  return scryptSync(password, Buffer.from(salt, "hex"), DIGEST_BYTES, SCRYPT);
}

function holdsPassword({ credential }: Device, presented: Uint8Array): boolean {
  if (credential?.kind !== "password") return false;
  const held = Buffer.from(credential.digest, "hex");
  const digest = digestOf(presented, credential.salt);
  return held.length === digest.length && timingSafeEqual(held, digest);
}
