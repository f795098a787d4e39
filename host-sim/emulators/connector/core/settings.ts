import type { AuthenticationType } from "./authentication/credential.js";
import type { DialectName } from "./dialects.js";
import { IDENTITY_FORMATS } from "./identity-formats.js";

/** The Connector's own settings (CN-PROV-6) and the choices the interface reference leaves open. */
export interface ConnectorSettings {
  /** The one authentication type of the Connector (spec, part 3). */
  readonly authentication: AuthenticationType;
  /** Which cloud is stood in for (spec, part 1). */
  readonly dialect: DialectName;
  /** CN-PROV-4: client certificates must lead to the Connector's own authority. */
  readonly pki: boolean;
  /** CN-PROV-6 "provisioning enabled". */
  readonly provisioning: boolean;
  /** CN-PROV-6 "allow devices to register their own identity"; off: only whitelisted identities activate. */
  readonly registration: boolean;
  /** CN-PROV-6 identity format. */
  readonly identity: RegExp;
  /** CONNACK return code for bad credentials: 4 (bad user name or password) or 5 (not authorized). */
  readonly refuseWith: 4 | 5;
  /** CN-SES-3: Session Present of every accepted CONNACK. */
  readonly sessionPresent: boolean;
  /** CN-RES-4: `$resource/<alias>/<microseconds>` instead of `$resource/<alias>`. */
  readonly stampedTopics: boolean;
  /** CN-MOD-4: close the connection after a rejected report. */
  readonly disconnectOnRejected: boolean;
  /** Take an unknown alias as a new settable resource when it is first published. */
  readonly learn: boolean;
}

export const DEFAULT_SETTINGS: ConnectorSettings = Object.freeze({
  authentication: "token",
  dialect: "B",
  pki: false,
  provisioning: true,
  registration: true,
  identity: IDENTITY_FORMATS.any,
  refuseWith: 4,
  sessionPresent: true,
  stampedTopics: false,
  disconnectOnRejected: false,
  learn: false,
});
