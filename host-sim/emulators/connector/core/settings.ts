/** The Connector's own settings (CN-PROV-6) and the choices the interface reference leaves open. */
export interface ConnectorSettings {
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

/**
 * What can stand as one level of a topic, up to 128 characters: fits MAC addresses with and without colons, UUIDs
 * and serial numbers.
 */
const ANY_IDENTITY = /^[^/+#$\s\p{Cc}]{1,128}$/u;

export const DEFAULT_SETTINGS: ConnectorSettings = Object.freeze({
  provisioning: true,
  registration: true,
  identity: ANY_IDENTITY,
  refuseWith: 4,
  sessionPresent: true,
  stampedTopics: false,
  disconnectOnRejected: false,
  learn: false,
});
