import { Secret } from "../../storage/secret.js";

/**
 * The token in the answer to an activation: 40 characters `[0-9A-Za-z]` (CN-PROV-2). Undefined where the payload is no token:
 * storing it would lock the device out, since an identity cannot be activated twice (CN-PROV-7).
 */
export function tokenFrom(payload: ArrayBuffer): Secret | undefined {
  if (payload.byteLength !== 40) return undefined;
  const isToken = new Uint8Array(payload).every(
    (byte) =>
      (byte >= 0x30 && byte <= 0x39) || (byte >= 0x41 && byte <= 0x5a) || (byte >= 0x61 && byte <= 0x7a),
  );
  return isToken ? new Secret(String.fromArrayBuffer(payload)) : undefined;
}

const passwordCharacters = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
const passwordLength = 32;

/** A password of 32 characters `[0-9A-Za-z]`, 190 bits; the Connector wants 20 or more (CN-PROV-3). */
export function newPassword(entropy: (count: number) => Uint8Array): Secret {
  let password = "";
  while (password.length < passwordLength) {
    for (const byte of entropy(passwordLength)) {
      // 62 characters from 0 to 247 four times each; what is above would favour the first ones.
      if (byte < 248 && password.length < passwordLength) password += passwordCharacters.charAt(byte % 62);
    }
  }
  return new Secret(password);
}
