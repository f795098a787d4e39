import { KeyObject, randomBytes, sign } from "node:crypto";
import { issue, type Signed } from "./chains.js";

/** A message of a server's, and what a client makes of it. */
export interface HandshakeCase {
  readonly name: string;
  readonly accepted: boolean;
  readonly question: object;
}

/** Hash and signature algorithms of RFC 5246, section 7.4.1.4.1. */
const none = 0;
const SHA1 = 2;
const SHA256 = 4;
const SHA384 = 5;
const RSA = 1;
const ECDSA = 3;

const clientRandom = randomBytes(32);
const serverRandom = randomBytes(32);
/** A key on secp256r1 (RFC 8422, section 5.4); which one does not matter here. */
const parameters = Buffer.concat([Buffer.from("03001741", "hex"), Buffer.from([4]), randomBytes(64)]);

const randoms = { clientRandom: clientRandom.toString("hex"), serverRandom: serverRandom.toString("hex") };

/** The signature that a server with that key makes over what it should sign. */
function signatureOf({ keys }: Signed, hash: string, signed = parameters): Buffer {
  return sign(hash, Buffer.concat([clientRandom, serverRandom, signed]), KeyObject.from(keys.privateKey));
}

function body(hash: number, algorithm: number, signature: Buffer): string {
  const length = Buffer.from([signature.byteLength >> 8, signature.byteLength & 0xff]);
  return Buffer.concat([parameters, Buffer.from([hash, algorithm]), length, signature]).toString("hex");
}

/** ServerKeyExchange signed in every way, and messages where they do not belong. */
export async function handshakeCases(): Promise<HandshakeCase[]> {
  const server = await issue({ name: "server" });
  const withRSA = await issue({ name: "server", kind: "rsa2048" });
  const other = await issue({ name: "other" });
  const good = signatureOf(server, "sha256");
  const exchange = (
    name: string,
    accepted: boolean,
    content: string,
    of: Signed | null = server,
  ): HandshakeCase => ({
    name: `key exchange ${name}`,
    accepted,
    question: {
      message: "serverKeyExchange",
      heard: "certificate",
      encrypted: false,
      body: content,
      ...randoms,
      ...(of === null ? {} : { certificate: Buffer.from(of.certificate.rawData).toString("hex") }),
    },
  });
  const moved = Buffer.from(parameters);
  moved[10] = (moved[10] ?? 0) ^ 1;
  return [
    exchange("signed with ECDSA", true, body(SHA256, ECDSA, good)),
    exchange("signed with RSA", true, body(SHA256, RSA, signatureOf(withRSA, "sha256")), withRSA),
    exchange("not signed", false, body(none, none, Buffer.alloc(0))),
    exchange("with a hash and no signature algorithm", false, body(SHA256, none, good)),
    exchange("with a signature algorithm and no hash", false, body(none, ECDSA, good)),
    exchange("with an unknown algorithm", false, body(SHA256, 9, good)),
    exchange("signed with SHA-1", false, body(SHA1, ECDSA, signatureOf(server, "sha1"))),
    exchange(
      "signed with SHA-384, which was not asked for",
      false,
      body(SHA384, ECDSA, signatureOf(server, "sha384")),
    ),
    exchange("signed with another key", false, body(SHA256, ECDSA, signatureOf(other, "sha256"))),
    exchange(
      "signed for another key exchange",
      false,
      body(SHA256, ECDSA, signatureOf(server, "sha256", moved)),
    ),
    exchange("named RSA and signed with ECDSA", false, body(SHA256, RSA, good)),
    exchange("with an empty signature", false, body(SHA256, ECDSA, Buffer.alloc(0))),
    exchange("cut off", false, body(SHA256, ECDSA, good).slice(0, -8)),
    exchange("without a verified certificate", false, body(SHA256, ECDSA, good), null),
    outOfOrder("certificate", ""),
    outOfOrder("certificate", "certificate"),
    outOfOrder("serverHello", "serverHello"),
    outOfOrder("serverKeyExchange", "serverHello"),
    outOfOrder("serverHelloDone", "serverHello"),
    outOfOrder("finished", "certificate"),
    outOfOrder("finished", "serverHello"),
    outOfOrder("finished", "serverHelloDone", false),
    outOfOrder("serverHello", "finished"),
    outOfOrder("clientHello", ""),
    outOfOrder("clientKeyExchange", "serverHelloDone"),
    outOfOrder("helloRequest", "finished"),
  ];
}

function outOfOrder(message: string, heard: string, encrypted = true): HandshakeCase {
  const how = encrypted ? "" : " in the clear";
  const question = { message, heard, encrypted, body: "00000000", ...randoms };
  return { name: `${message}${how} after ${heard === "" ? "nothing" : heard}`, accepted: false, question };
}
