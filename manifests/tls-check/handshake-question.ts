import handshake from "ssl/handshake";
import Stream from "ssl/stream";
import { Certificate } from "tls/certificate";

/** One question about a message of the server's, as the test wrote it: bytes in hex. */
interface HandshakeQuestion {
  message: string;
  /** The message before; "" at the start. */
  heard: string;
  body: string;
  /** The server's certificate; absent where none came. */
  certificate?: string;
  clientRandom: string;
  serverRandom: string;
  /** Whether its records are encrypted by now. */
  encrypted: boolean;
}

/** ECDHE, as the SDK's `ssl/constants` has it. */
const keyExchangeAlgorithm = 6;

/** Throws where the message is not to be taken. */
export function judgeHandshake(text: string): void {
  const question = JSON.parse(text) as HandshakeQuestion;
  const key =
    question.certificate === undefined
      ? undefined
      : new Certificate(Uint8Array.fromHex(question.certificate)).key;
  // As much of a session as the message looks at.
  const session = {
    heard: question.heard,
    chosenCipher: { keyExchangeAlgorithm },
    certificateManager: { serverKey: key, getKey: () => key },
    clientRandom: bytesOf(question.clientRandom),
    serverRandom: bytesOf(question.serverRandom),
    serverCipher: question.encrypted ? {} : null,
    options: { tls_elliptic_curves: [23] },
    traceProtocol: () => undefined,
  };
  handshake[question.message]?.unpacketize(session as TLSSession, new Stream(bytesOf(question.body)));
}

function bytesOf(hex: string): ArrayBuffer {
  return Uint8Array.fromHex(hex).slice().buffer;
}
