import { x509 } from "../../../host-sim/emulators/connector/tls/certificate-library.js";
import { type CertificateOptions, derOf, issue, type Signed } from "./certificates.js";
import { rightExtensions, serveByHand } from "./hand-made-server.js";
import { identity, serveByOpenSSL } from "./openssl-server.js";
import type { RunningServer, ServerCase } from "./server-case.js";

const host = "device.m2.localhost";
const group = "Stricter than OpenSSL";
const server: CertificateOptions = { name: "server", names: [host], authority: false };

/**
 * Servers that a board refuses and OpenSSL, which has no setting for it, does not: they stand beside the matrix, and the simulator takes them. Each
 * is a thing that no honest server of a cloud needs.
 */
export async function stricterCases(): Promise<ServerCase[]> {
  const anchor = await issue({ name: "root", authority: true });
  const own = await issue(server, anchor);
  const roots = [derOf(anchor)];
  const make = (name: string, start: () => Promise<RunningServer>, trusted = roots): ServerCase => ({
    name,
    group,
    accepted: false,
    roots: trusted,
    host,
    start,
  });
  const chain =
    (first: Signed, ...others: readonly Signed[]) =>
    () =>
      serveByOpenSSL(identity(first, ...others));
  const alone = await issue(server);
  const padding = await issue({ name: "padding", padding: 20_000 });
  const bound = await issue({ name: "bound", authority: true, permitted: "m2.localhost" }, anchor);
  const encipher = { ...server, kind: "rsa2048", usage: x509.KeyUsageFlags.keyEncipherment } as const;
  return [
    make("an extension of the ServerHello that nobody asked for and nobody knows", () =>
      serveByHand(own, async (tls) => {
        await tls.clientHello();
        const hello = tls.serverHello({ extensions: [...rightExtensions, [0x7777, Buffer.alloc(0)]] });
        tls.say(hello, tls.certificate(), tls.keyExchange(), tls.helloDone());
        await tls.clientFlight();
        tls.change();
        tls.say(tls.finished());
        await tls.greet();
      }),
    ),
    make("a handshake message of more than 16,384 bytes", chain(own, padding)),
    make("a trusted root that is no authority, but the server's own certificate", chain(alone), [
      derOf(alone),
    ]),
    make(
      "an authority whose names are constrained, to that of the server",
      chain(await issue(server, bound), bound),
    ),
    make("an RSA key that may only decipher, not sign", chain(await issue(encipher, anchor))),
  ];
}
