import { HandshakeError, MessageReader } from "tls/message-reader";
import { isSigned } from "tls/signature";

/** The curve that is offered, secp256r1 (RFC 8422, section 5.1.1): y² = x³ - 3x + b over the field of p. */
const secp256r1 = 23;
const namedCurve = 3;
const p = 0xffffffff00000001000000000000000000000000ffffffffffffffffffffffffn;
const b = 0x5ac635d8aa3a93e7b3ebbd55769886bc651d06b0cc53b0f63bce3c3e27d2604bn;
const coordinateBytes = 32;
const uncompressed = 4;

/** Hash and signature algorithms of RFC 5246, section 7.4.1.4.1. */
const SHA256 = 4;
const RSA = 1;
const ECDSA = 3;
/** How each suite wants the key exchange signed, by its second byte; the first is 0xc0. */
const signers: Readonly<Record<number, number>> = Object.freeze({ 47: RSA, 43: ECDSA });

/**
 * Checks a ServerKeyExchange (RFC 8422, section 5.4): a point on the offered curve, signed with SHA-256, in the one way that the chosen suite
 * stands for, by the key of the verified certificate, over this connection's random numbers. Throws a HandshakeError.
 */
export function checkKeyExchange(body: ArrayBuffer, session: TLSSession): void {
  const message = new MessageReader("serverKeyExchange", new Uint8Array(body));
  if (message.number(1) !== namedCurve || message.number(2) !== secp256r1)
    throw new HandshakeError("a curve that was not offered");
  const point = message.vector(1).rest();
  if (!isOnCurve(point)) throw new HandshakeError("the server's key is no point of the curve");
  const hash = message.number(1);
  const algorithm = message.number(1);
  const signature = message.vector(2).rest();
  message.end();
  const { clientRandom, serverRandom, certificateManager, chosenCipher } = session;
  const key = certificateManager.serverKey;
  if (hash !== SHA256 || algorithm !== signers[chosenCipher.value[1] ?? 0] || key === undefined)
    throw new HandshakeError("the server's key is not signed as asked for");
  // A key on another curve than the one that was offered is none that a server may show (RFC 8422, section 5.3).
  if (algorithm === ECDSA && key.curve?.orderSize !== coordinateBytes)
    throw new HandshakeError("the certificate's key is on a curve that was not offered");
  const parameters = body.slice(0, 4 + point.byteLength);
  const scheme = { key: algorithm === RSA ? "rsa" : "ecdsa", hash: "SHA256" } as const;
  if (!isSigned([clientRandom, serverRandom, parameters], signature, scheme, key))
    throw new HandshakeError("the server's key is not signed by its certificate");
}

function isOnCurve(point: Uint8Array): boolean {
  if (point.byteLength !== 1 + 2 * coordinateBytes || point[0] !== uncompressed) return false;
  const x = bigIntOf(point.subarray(1, 1 + coordinateBytes));
  const y = bigIntOf(point.subarray(1 + coordinateBytes));
  if (x >= p || y >= p) return false;
  return (y * y - (x * x * x - 3n * x + b)) % p === 0n;
}

function bigIntOf(bytes: Uint8Array): bigint {
  return BigInt(`0x${bytes.toHex()}`);
}
