import type { CertificateFlaw } from "../core/faults/fault.js";
import { createAuthority, issueServerCertificate, type KeyPair } from "./certificates.js";

const DAY = 24 * 60 * 60 * 1000;

/** How each flaw is made; everything else about the certificate is right, so that nothing but the flaw is found. */
const FLAWS: Readonly<Record<CertificateFlaw, (ca: KeyPair, hostName: string) => Promise<KeyPair>>> =
  Object.freeze({
    expired: (ca, hostName) =>
      issueServerCertificate({
        ca,
        names: [hostName],
        notBefore: new Date(Date.now() - 30 * DAY),
        notAfter: new Date(Date.now() - DAY),
      }),
    "wrong-name": (ca) => issueServerCertificate({ ca, names: ["somebody-else.invalid"] }),
    "unknown-ca": async (_ca, hostName) =>
      issueServerCertificate({ ca: await createAuthority(), names: [hostName] }),
    // Names the right authority and carries its certificate, but another key signed it: who compares names only is caught.
    "other-key": async (ca, hostName) => {
      const { key } = await createAuthority();
      return issueServerCertificate({ ca: { cert: ca.cert, key }, names: [hostName] });
    },
  });

/** A server certificate that no client may accept (fault `bad-certificate`). */
export function issueFlawedCertificate(
  flaw: CertificateFlaw,
  ca: KeyPair,
  hostName: string,
): Promise<KeyPair> {
  return FLAWS[flaw](ca, hostName);
}
