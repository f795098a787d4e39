import {
  BIT_STRING,
  INTEGER,
  OBJECT_IDENTIFIER,
  OCTET_STRING,
  SEQUENCE,
  SET,
} from "../../certificate/der.js";
import { SHA256 } from "../../content/sha256.js";
import { utf8Bytes } from "../utf8.js";
import { bytesOf, integerOf, modulo, power } from "./big-integer.js";
import { der, derAlgorithm, derInteger } from "./der-writer.js";
import { type RSAKey, rsaEncryption } from "./rsa-key.js";

/** 2.5.4.3, 1.2.840.113549.1.1.11, 2.16.840.1.101.3.4.2.1 */
const commonName = Object.freeze([0x55, 0x04, 0x03]);
const sha256WithRSA = Object.freeze([0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x0b]);
const sha256 = Object.freeze([0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x01]);
const UTF8_STRING = 0x0c;
/** `[0] attributes`, of which there are none. */
const attributes = 0xa0;

/**
 * A request for a certificate (PKCS#10, RFC 2986) with the device's identity as common name (CN-PROV-4), signed with its key by
 * RSASSA-PKCS1-v1_5 and SHA-256. In steps, as the signature takes two powers of 1,024 bits.
 */
export function* requestFor(identity: string, key: RSAKey): Generator<undefined, Uint8Array<ArrayBuffer>> {
  const name = der(
    SEQUENCE,
    der(OBJECT_IDENTIFIER, Uint8Array.from(commonName)),
    der(UTF8_STRING, utf8Bytes(identity)),
  );
  const publicKey = der(SEQUENCE, derInteger(key.n), derInteger(key.e));
  const keyInfo = der(SEQUENCE, derAlgorithm(rsaEncryption), bitString(publicKey));
  const info = der(
    SEQUENCE,
    der(INTEGER, Uint8Array.of(0)),
    der(SEQUENCE, der(SET, name)),
    keyInfo,
    der(attributes),
  );
  const signature = yield* signed(info, key);
  return der(SEQUENCE, info, derAlgorithm(sha256WithRSA), bitString(signature));
}

/** RFC 8017, sections 8.2.1 and 9.2, the power by the Chinese remainder theorem (section 5.1.2). */
function* signed(message: Uint8Array, key: RSAKey): Generator<undefined, Uint8Array> {
  const digest = new SHA256();
  digest.write(message);
  const info = der(SEQUENCE, derAlgorithm(sha256), der(OCTET_STRING, digest.close()));
  const length = bytesOf(key.n).byteLength;
  const padded = new Uint8Array(length).fill(0xff);
  padded.set([0, 1]);
  padded[length - info.byteLength - 1] = 0;
  padded.set(info, length - info.byteLength);
  const value = integerOf(padded);
  const m1 = yield* power(value, key.dP, key.p);
  const m2 = yield* power(value, key.dQ, key.q);
  const h = modulo(modulo(m1 - m2 + key.p * 2n, key.p) * key.qInv, key.p);
  return bytesOf(m2 + h * key.q, length);
}

/** A bit string of whole bytes. */
function bitString(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  return der(BIT_STRING, Uint8Array.of(0), bytes);
}

// An object that comes with a generator function; nothing may be left to change in modules that are linked into ROM.
Object.freeze(requestFor.prototype);
Object.freeze(signed.prototype);
