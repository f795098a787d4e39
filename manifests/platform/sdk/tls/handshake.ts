import sdkHandshake from "sdk/tls-handshake";
import Stream from "ssl/stream";
import { checkKeyExchange } from "tls/key-exchange";
import { MessagePieces } from "tls/message-pieces";
import { HandshakeError, MessageReader } from "tls/message-reader";
import { checkServerHello } from "tls/server-hello";

/**
 * `ssl/handshake` of our builds, for clients: the server's messages come in the order of RFC 5246, section 7.3, each is read to its last
 * byte before the SDK acts on it, and a session is never resumed, so every connection proves the certificate anew.
 */

/** After which messages one may come; "" is the start. */
const order: Readonly<Record<string, readonly string[]>> = Object.freeze(
  {
    serverHello: [""],
    certificate: ["serverHello"],
    serverKeyExchange: ["certificate"],
    certificateRequest: ["serverKeyExchange"],
    serverHelloDone: ["serverKeyExchange", "certificateRequest"],
    finished: ["serverHelloDone"],
  },
  true,
);

/** Nothing that a server has to say to a client, except for helloRequest, which `unpacketize` takes out. */
const refused = Object.freeze(["clientHello", "clientKeyExchange", "certificateVerify", "helloRequest"]);

const helloRequest = 0;
/** Requests that are overheard; whoever sends more keeps the device busy. */
const mostRequests = 8;

/** RSA with SHA-256, the one way in which a device signs (RFC 5246, section 7.4.1.4.1). */
const deviceAlgorithm = 0x0401;

const messages: Record<string, TLSMessage> = {};
for (const name of [...Object.keys(order), ...refused]) messages[name] = inOrder(name);

/** A message of the SDK's that is taken only where it may come, and only if it is well formed. */
function inOrder(kind: string): TLSMessage {
  // A constant of its own: this is linked into ROM, where a captured parameter would be kept in RAM.
  const name = kind;
  const message = sdkHandshake[name] as TLSMessage;
  return Object.freeze({
    __proto__: message,
    unpacketize(session: TLSSession, stream: TLSStream | undefined): void {
      const heard = session.heard ?? "";
      if (!order[name]?.includes(heard)) throw new HandshakeError(`${name} after ${heard || "nothing"}`);
      const body = stream?.readChunk(stream.bytesAvailable) ?? new ArrayBuffer(0);
      check(name, body, session);
      message.unpacketize(session, new Stream(body));
      if (name === "certificateRequest" && !takesOurSignature(body)) session.clientCerts = [];
      session.heard = name;
    },
  });
}

function check(name: string, body: ArrayBuffer, session: TLSSession): void {
  const bytes = new Uint8Array(body);
  switch (name) {
    case "serverHello":
      return checkServerHello(bytes, session.offer);
    case "certificate":
      return checkCertificates(new MessageReader(name, bytes));
    case "serverKeyExchange":
      return checkKeyExchange(body, session);
    case "certificateRequest":
      return checkRequest(new MessageReader(name, bytes));
    case "serverHelloDone":
      return new MessageReader(name, bytes).end();
    case "finished":
      if (session.serverCipher === null) throw new HandshakeError("finished in the clear");
      if (bytes.byteLength !== 12) throw new HandshakeError("finished is not 12 bytes long");
      // The SDK lets go of the certificates now.
      session.trustedUntil = session.certificateManager.notAfter;
  }
}

/** That the lengths inside are those of the whole; what the certificates say is for the certificate manager. */
function checkCertificates(message: MessageReader): void {
  const list = message.vector(3);
  message.end();
  if (list.atEnd) throw new HandshakeError("no certificate");
  while (!list.atEnd) list.vector(3);
}

function checkRequest(message: MessageReader): void {
  message.vector(1);
  if (message.vector(2).rest().byteLength % 2 !== 0) throw new HandshakeError("half a signature algorithm");
  const authorities = message.vector(2);
  message.end();
  while (!authorities.atEnd) authorities.vector(2);
}

/** Whether the server takes what a device can make; else it gets no certificate, which is for the server to judge. */
function takesOurSignature(body: ArrayBuffer): boolean {
  const message = new MessageReader("certificateRequest", new Uint8Array(body));
  message.vector(1);
  const algorithms = message.vector(2);
  while (!algorithms.atEnd) if (algorithms.number(2) === deviceAlgorithm) return true;
  return false;
}

/** Takes a record's content: as many messages as are whole by now. */
function unpacketize(session: TLSSession, stream: TLSStream): void {
  session.pieces ??= new MessagePieces();
  const content = new Uint8Array(stream.readChunk(stream.bytesAvailable));
  for (const message of session.pieces.add(content)) {
    if (message[0] === helloRequest && message.byteLength === 4) overhear(session);
    else sdkHandshake.unpacketize.call(handshake, session, new Stream(message.slice().buffer));
  }
}

/** A request to begin anew is not answered, during a handshake or after one, and belongs to no handshake (RFC 5246, section 7.4.1.1). */
function overhear(session: TLSSession): void {
  session.requests = (session.requests ?? 0) + 1;
  if (session.requests > mostRequests) throw new HandshakeError("one request after the other to begin anew");
}

// TypeScript takes `__proto__` for a property like any other.
const handshake = Object.freeze({ __proto__: sdkHandshake, ...messages, unpacketize }) as object;

export default handshake as typeof sdkHandshake;
