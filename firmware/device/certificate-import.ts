import { type CertificatePair, toSecret } from "../certificate/client-certificate.js";
import type { Board } from "../ports/board.js";
import type { CertificateStore } from "../storage/certificate-store.js";
import type { ImportRecord } from "../storage/import-record.js";
import { shortKey } from "../storage/short-key.js";
import type { Log } from "./log.js";

export interface CertificateImport {
  readonly board: Pick<Board, "clientCertificate">;
  readonly certificates: CertificateStore;
  readonly imports: ImportRecord;
  /** A run on trial uses what is tried, and nothing else comes in its place. */
  readonly isTrial: boolean;
  readonly log: Log;
}

/**
 * Stores the certificate and key that the board brings along, where they are new, and tells the identity in what flash then holds
 * (CN-PROV-4). Undefined where there is none. A pair that cannot be used is reported and changes nothing: the device goes on with the one
 * that it had.
 */
export function importCertificate(given: CertificateImport): string | undefined {
  const { certificates, isTrial, log } = given;
  try {
    if (!isTrial) takeOver(given);
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

/**
 * Failure story: the image still has the pair of its build, and somebody uploads a renewed one. Whatever the board brought before is old by
 * now, and so is what it brings for the first time beside a pair that somebody uploaded; a pair that the board never brought is not.
 */
function takeOver({ board, certificates, imports, log }: CertificateImport): void {
  const brought = board.clientCertificate?.();
  if (brought === undefined) return;
  const pair: CertificatePair = { chain: new Uint8Array(brought.chain), key: new Uint8Array(brought.key) };
  const fingerprint = shortKey(toSecret(pair).reveal());
  const stored = certificates.read()?.fingerprint;
  const before = imports.read();
  if (stored !== undefined && before === fingerprint) return;
  const isUploaded = stored !== undefined && before === undefined;
  if (stored !== fingerprint && !isUploaded) {
    certificates.write(pair);
    log.info("device", "client certificate and key stored");
  }
  // Last: after a power cut in between, the same pair comes again.
  if (before !== fingerprint) imports.write(fingerprint);
}
