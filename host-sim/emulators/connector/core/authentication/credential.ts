/** The authentication type that a Connector is configured with (spec, part 3). */
export const AUTHENTICATION_TYPES = ["token", "password", "certificate"] as const;
export type AuthenticationType = (typeof AUTHENTICATION_TYPES)[number];

/**
 * What the Connector keeps to recognize a provisioned device. Never logged.
 * A password is kept as a salted digest only; a certificate is no secret, its fingerprint tells it from all others.
 */
export type Credential =
  | { readonly kind: "token"; readonly token: string }
  | { readonly kind: "password"; readonly salt: string; readonly digest: string }
  | { readonly kind: "certificate"; readonly fingerprint: string };

/** A client certificate whose key the TLS handshake proved the client to hold. */
export interface ClientCertificate {
  /** The subject's common name, which is the deviceId (CN-PROV-4); empty if there is not exactly one. */
  readonly commonName: string;
  /** SHA-256 of the certificate, as hexadecimal pairs with colons. */
  readonly fingerprint: string;
  /** Whether its chain leads to the authority of the Connector's PKI, within all dates. */
  readonly trusted: boolean;
}
