import { timingSafeEqual } from "node:crypto";
import type { Device } from "../device.js";
import type { Authentication } from "./authentication.js";
import { judgeSecret } from "./secret-login.js";

/** CN-PROV-1/2: the Connector makes the token and hands it out once; user name empty or the deviceId. */
export const byToken: Authentication = Object.freeze({
  login: (devices, caller) => {
    const { username, password } = caller;
    const named = username === "" ? findByToken(devices.values(), password) : devices.get(username);
    return judgeSecret(caller, named, (device) => holdsToken(device, password));
  },
  enroll: (payload, source) => {
    if (payload.length > 0) return { refusal: "payload-not-empty" };
    const token = source.newToken();
    return { credential: { kind: "token", token }, answer: token };
  },
} satisfies Authentication);

function findByToken(devices: Iterable<Device>, token: Uint8Array): Device | undefined {
  for (const device of devices) if (holdsToken(device, token)) return device;
  return undefined;
}

/** Compared in constant time: a client must not find a token byte by byte. */
function holdsToken({ credential }: Device, presented: Uint8Array): boolean {
  if (credential?.kind !== "token") return false;
  const held = Buffer.from(credential.token, "utf8");
  return held.length === presented.length && timingSafeEqual(held, presented);
}
