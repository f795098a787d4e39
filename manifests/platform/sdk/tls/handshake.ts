import sdkHandshake from "sdk/tls-handshake";
import { ECDHE_RSA } from "ssl/constants";
import Stream from "ssl/stream";
import { isSigned } from "tls/signature";

/**
 * `ssl/handshake` of our builds, for clients: the server's messages must come in the order of RFC 5246, section 7.3, and the key it
 * offers must be signed, in the one way that the client asks for (SHA-256), with the key of its verified certificate.
 */

/** After which messages one may come; "" is the start. */
const order: Readonly<Record<string, readonly string[]>> = Object.freeze(
  {
    serverHello: [""],
    certificate: ["serverHello"],
    serverKeyExchange: ["certificate"],
    certificateRequest: ["certificate", "serverKeyExchange"],
    serverHelloDone: ["certificate", "serverKeyExchange", "certificateRequest"],
    // After serverHello where a session is resumed.
    finished: ["serverHelloDone", "serverHello"],
  },
  true,
);

/** Nothing that a server has to say. */
const refused = Object.freeze([
  "clientHello",
  "clientKeyExchange",
  "certificateVerify",
  "helloRequest",
] as const);

/** Hash and signature algorithms of RFC 5246, section 7.4.1.4.1. */
const SHA256 = 4;
const algorithms: Readonly<Record<number, "rsa" | "ecdsa">> = Object.freeze({ 1: "rsa", 3: "ecdsa" });

const messages: Record<string, TLSMessage> = {};
for (const name of Object.keys(order)) messages[name] = inOrder(name);
for (const name of refused) messages[name] = inOrder(name);

/** A message of the SDK's that is taken only where it may come. */
function inOrder(kind: string): TLSMessage {
  // A constant of its own: this is linked into ROM, where a captured parameter would be kept in RAM.
  const name = kind;
  const message = sdkHandshake[name];
  return Object.freeze({
    __proto__: message,
    unpacketize(session: TLSSession, stream: TLSStream | undefined): void {
      const heard = session.heard ?? "";
      if (!order[name]?.includes(heard)) throw new Error(`handshake: ${name} after ${heard || "nothing"}`);
      if (name === "finished") checkFinished(session, heard);
      const rest = name === "serverKeyExchange" ? checkedKey(session, stream) : stream;
      message?.unpacketize(session, rest);
      session.heard = name;
    },
  });
}

function checkFinished(session: TLSSession, heard: string): void {
  if (session.serverCipher === null) throw new Error("handshake: finished in the clear");
  const { clientSessionID, serverSessionID } = session;
  if (heard === "serverHello" && !isResumed(clientSessionID, serverSessionID))
    throw new Error("handshake: finished without a certificate");
}

function isResumed(ours: ArrayBuffer | undefined, theirs: ArrayBuffer | undefined): boolean {
  if (ours === undefined || theirs === undefined) return false;
  return ours.byteLength > 0 && new Uint8Array(ours).toHex() === new Uint8Array(theirs).toHex();
}

/** The message again, after its signature has stood the check (RFC 5246, section 7.4.3; RFC 8422, section 5.4). */
function checkedKey(session: TLSSession, stream: TLSStream | undefined): TLSStream {
  if (stream === undefined || session.chosenCipher.keyExchangeAlgorithm !== ECDHE_RSA)
    throw new Error("handshake: a key exchange that is not offered");
  const body = stream.readChunk(stream.bytesAvailable);
  const bytes = new Uint8Array(body);
  const parameters = body.slice(0, 4 + (bytes[3] ?? 0));
  const [hash = 0, algorithm = 0, high = 0, low = 0] = bytes.subarray(parameters.byteLength);
  const signature = bytes.subarray(parameters.byteLength + 4);
  const kind = algorithms[algorithm];
  const key = session.certificateManager.serverKey;
  if (hash !== SHA256 || kind === undefined || key === undefined || signature.byteLength !== high * 256 + low)
    throw new Error("handshake: the server's key is not signed as asked for");
  const message = [session.clientRandom, session.serverRandom, parameters];
  if (!isSigned(message, signature, { key: kind, hash: "SHA256" }, key))
    throw new Error("handshake: the server's key is not signed by its certificate");
  return new Stream(body);
}

// TypeScript takes `__proto__` for a property like any other.
const handshake = Object.freeze({ __proto__: sdkHandshake, ...messages }) as object;

export default handshake as Readonly<Record<string, TLSMessage>>;
