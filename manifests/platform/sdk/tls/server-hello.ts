import { HandshakeError, MessageReader } from "tls/message-reader";
import { renegotiationSignal } from "tls/renegotiation-signal";

/** Extensions (RFC 6066, 8422, 7301, 5746). */
const serverName = 0;
const pointFormats = 11;
const applicationProtocol = 16;
const renegotiationInfo = 0xff01;

const TLS12 = 0x0303;
const uncompressed = 0;

/** What was said in the ClientHello that an answer may refer to. */
export interface Offer {
  /** Whether it named the server. */
  readonly isNamed: boolean;
  readonly protocols: readonly string[];
}

/**
 * Checks a ServerHello (RFC 5246, section 7.4.1.3): TLS 1.2 and nothing else, no compression, no extension that was not asked for and none
 * twice, and the promise not to mix this connection with another (RFC 5746, section 3.4). The suite is chosen from `cipher-suites.ts` or refused
 * there; the one that is none is refused here. Throws a HandshakeError.
 */
export function checkServerHello(bytes: Uint8Array, offer: Offer): void {
  const hello = new MessageReader("serverHello", bytes);
  const version = hello.number(2);
  if (version !== TLS12) throw new HandshakeError(`version ${version.toString(16)} is not TLS 1.2`);
  hello.take(32); // random
  if (hello.vector(1).rest().byteLength > 32) throw new HandshakeError("a session identifier too long");
  const [high, low] = hello.take(2);
  const [signalHigh, signalLow] = renegotiationSignal.value;
  if (high === signalHigh && low === signalLow) throw new HandshakeError("a suite that is none");
  if (hello.number(1) !== uncompressed) throw new HandshakeError("compression");
  const seen: number[] = [];
  if (!hello.atEnd) {
    const extensions = hello.vector(2);
    hello.end();
    while (!extensions.atEnd) {
      const kind = extensions.number(2);
      if (seen.includes(kind)) throw new HandshakeError(`extension ${kind} twice`);
      seen.push(kind);
      checkExtension(kind, extensions.vector(2), offer);
    }
  }
  if (!seen.includes(renegotiationInfo))
    throw new HandshakeError("the server does not know secure renegotiation");
}

function checkExtension(kind: number, content: MessageReader, { isNamed, protocols }: Offer): void {
  if (kind === serverName && isNamed) return content.end();
  if (kind === renegotiationInfo) {
    // It would repeat what both said at the end of the handshake before this one, and there was none.
    if (content.vector(1).rest().byteLength > 0) throw new HandshakeError("a connection before this one");
    return content.end();
  }
  if (kind === pointFormats) {
    if (!content.vector(1).rest().includes(0)) throw new HandshakeError("no uncompressed points");
    return content.end();
  }
  if (kind === applicationProtocol && protocols.length > 0) {
    const list = content.vector(2);
    content.end();
    const chosen = String.fromCharCode(...list.vector(1).rest());
    list.end();
    if (protocols.includes(chosen)) return;
    throw new HandshakeError("an application protocol that was not offered");
  }
  throw new HandshakeError(`extension ${kind} was not asked for`);
}
