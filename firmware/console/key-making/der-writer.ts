import { INTEGER, OBJECT_IDENTIFIER, SEQUENCE } from "../../certificate/der.js";
import { bytesOf } from "./big-integer.js";

/** A value in DER (X.690): tag, length, and the contents one behind the other. */
export function der(tag: number, ...contents: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const length = contents.reduce((sum, each) => sum + each.byteLength, 0);
  const head =
    length < 0x80
      ? [tag, length]
      : [tag, 0x80 | bytesOf(BigInt(length)).byteLength, ...bytesOf(BigInt(length))];
  const whole = new Uint8Array(head.length + length);
  whole.set(head);
  let at = head.length;
  for (const each of contents) {
    whole.set(each, at);
    at += each.byteLength;
  }
  return whole;
}

/** An INTEGER that is not negative: a zero byte goes in front where its first bit is set. */
export function derInteger(value: bigint): Uint8Array<ArrayBuffer> {
  const bytes = bytesOf(value);
  return (bytes[0] ?? 0) >= 0x80 ? der(INTEGER, Uint8Array.of(0), bytes) : der(INTEGER, bytes);
}

/** AlgorithmIdentifier of RSA or a signature with it: the object identifier and NULL (RFC 8017, appendix A). */
export function derAlgorithm(identifier: readonly number[]): Uint8Array<ArrayBuffer> {
  return der(SEQUENCE, der(OBJECT_IDENTIFIER, Uint8Array.from(identifier)), Uint8Array.of(0x05, 0));
}
