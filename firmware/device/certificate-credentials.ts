import type { ActivationRecord } from "../storage/activation-record.js";
import type { CertificateStore } from "../storage/certificate-store.js";
import type { Credentials, HeldCredentials } from "./credentials.js";
import type { Failure } from "./failure.js";

export interface CertificateCredentialsOptions {
  certificates: CertificateStore;
  activations: ActivationRecord;
  /** Of the Connector. */
  host: string;
}

/** Credentials of a device with a client certificate (CN-PROV-4). One that was not activated before counts as brought. */
export class CertificateCredentials implements Credentials {
  #options: CertificateCredentialsOptions;

  constructor(options: CertificateCredentialsOptions) {
    this.#options = options;
  }

  read(): HeldCredentials | Failure {
    const { certificates, activations, host } = this.#options;
    const stored = certificates.read();
    if (stored === undefined) return { code: "no-certificate" };
    const { secret, identity, fingerprint } = stored;
    const isKnown = activations.read({ host, device: identity }) === fingerprint;
    return { secret, standing: isKnown ? "known" : "brought" };
  }

  /** The cloud has accepted the certificate that is stored; the certificate itself stays as it is. */
  write(): void {
    const { certificates, activations, host } = this.#options;
    const stored = certificates.read();
    if (stored !== undefined) activations.write({ host, device: stored.identity }, stored.fingerprint);
  }
}
