import type { StoredCredentials } from "../storage/credential-store.js";
import type { Secret } from "../storage/secret.js";
import type { Failure } from "./failure.js";

/** What the device logs in with, and what is known of it. */
export interface HeldCredentials {
  readonly secret: Secret;
  /**
   * `known`: the cloud gave them or accepted a login with them. `offered`: made by the device, and nobody knows whether the offer
   * arrived (CN-PROV-3). `brought`: put into the device by somebody; the first accepted login is the activation (CN-PROV-4).
   */
  readonly standing: StoredCredentials["standing"] | "brought";
}

/** Where the device finds its credentials and keeps them; both throw where flash fails. */
export interface Credentials {
  /** Undefined: an activation has to bring them. A failure: only somebody on site can. */
  read(): HeldCredentials | Failure | undefined;
  /** Returns when they are in flash. */
  write(credentials: StoredCredentials): void;
}
