import { type CertificatePair, toSecret } from "../certificate/client-certificate.js";
import type { Board } from "../ports/board.js";
import type { CertificateStore } from "../storage/certificate-store.js";
import type { Log } from "./log.js";

/**
 * Stores the certificate and key that the board brings along, where flash holds others or none, and tells the identity in what
 * flash then holds (CN-PROV-4). Undefined where there is none. A pair that cannot be used is reported and changes nothing:
 * the device goes on with the one that it had.
 */
export function importCertificate(
  board: Board,
  certificates: CertificateStore,
  log: Log,
): string | undefined {
  try {
    const brought = board.clientCertificate?.();
    if (brought !== undefined) {
      const pair = { chain: new Uint8Array(brought.chain), key: new Uint8Array(brought.key) };
      if (!isStored(pair, certificates)) {
        certificates.write(pair);
        log.info("device", "client certificate and key stored");
      }
    }
  } catch (error) {
    log.error(
      "device",
      `client certificate not stored: ${error instanceof Error ? error.message : String(error)}`,
    );
  }
  try {
    return certificates.read()?.identity;
  } catch {
    return undefined; // flash cannot be read, which the login reports and tries again
  }
}

function isStored(pair: CertificatePair, certificates: CertificateStore): boolean {
  return certificates.read()?.secret.reveal() === toSecret(pair).reveal();
}
