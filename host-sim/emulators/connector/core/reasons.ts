/**
 * The one list of outcomes that are not success, each with the sentence shown to people. Programs compare the
 * codes and never the sentences.
 */

/** Why a connection ended. */
export const CLOSE_REASONS = Object.freeze({
  "client-disconnect": "the client sent DISCONNECT",
  "connection-lost": "the connection ended without DISCONNECT",
  "keep-alive": "nothing was heard for 1.5 times the keep-alive",
  "no-connect": "no CONNECT arrived in time",
  malformed: "the client sent malformed MQTT",
  "too-large": "the client announced a packet above the limit",
  "unsupported-protocol": "the client does not speak MQTT 3.1.1",
  "not-connect-first": "the first packet was not CONNECT",
  "second-connect": "the client sent CONNECT twice",
  "acknowledgement-sent": "the client sent PUBACK, PUBREC, PUBREL or PUBCOMP (CN-SES-7)",
  "dup-without-qos": "the client sent DUP = 1 with QoS 0 (CN-SES-6)",
  "topic-not-allowed": "the client published to a topic it may not use (CN-SES-11, CN-PROV-5)",
  "report-rejected": "a report was rejected and the emulator is set to disconnect then (CN-MOD-4)",
  "login-refused": "the login was refused",
  "activation-refused": "the activation was refused (CN-PROV-7)",
  "address-not-listed": "the client's IP address is not on the whitelist (CN-PROV-6)",
  locked: "the device is locked (CN-PROV-6)",
  "taken-over": "a newer connection logged in with the same credentials",
  revoked: "the device's credentials were revoked",
  deleted: "the device was deleted",
  kicked: "the connection was dropped on request",
  "slow-reader": "the client does not read what it is sent",
  dropped: "a fault dropped the connection (drop)",
  "half-open": "a fault made the Connector forget the connection, the client is not told (half-open)",
  "server-closing": "the emulator is closing",
});
export type CloseReason = keyof typeof CLOSE_REASONS;

/** Why a login, an activation or a TLS handshake was refused. */
export const REFUSALS = Object.freeze({
  "no-server-name": "the TLS client named no server (CN-TLS-3)",
  "unknown-server-name": "the TLS client named a Connector that is not here (CN-TLS-3)",
  "tls-handshake": "the TLS handshake failed",
  "bad-credentials": "unknown user name, or wrong token or password",
  "client-id-mismatch": "the ClientID is not that of the authenticated device (CN-AUTH-1)",
  locked: "the device is locked (CN-PROV-6)",
  "already-provisioned": "the identity is already provisioned (CN-PROV-7)",
  "not-whitelisted": "the identity is unknown and devices may not register their own (CN-PROV-6)",
  "provisioning-off": "provisioning is switched off (CN-PROV-6)",
  "bad-identity": "the identity does not fit the identity format (CN-PROV-6)",
  "payload-not-empty": "an activation by token has an empty payload (CN-PROV-1)",
  "weak-password": "a password is text of at least 20 characters (CN-PROV-3)",
  "activates-by-certificate": "devices of this Connector activate by their client certificate (CN-PROV-4)",
  "no-certificate": "no client certificate was presented (CN-PROV-4)",
  "untrusted-certificate": "the client certificate does not lead to the Connector's authority (CN-PROV-4)",
  "other-certificate": "the device was activated with another certificate (CN-PROV-4)",
  "login-not-empty": "with a certificate, ClientID, user name and password are empty (CN-PROV-4)",
  "address-not-listed": "the client's IP address is not on the whitelist (CN-PROV-6)",
  fault: "a fault refused the login (refuse-connack)",
});
export type Refusal = keyof typeof REFUSALS;

/** Why a reported value was dropped (CN-MOD-4, CN-SES-13). */
export const REJECTIONS = Object.freeze({
  "unknown-alias": "no resource has this alias",
  "wrong-format": "the value does not have the resource's format",
  "not-allowed": "the value is not among the allowed ones",
  "bad-json": "the payload is not the JSON that this topic takes",
  "bad-timestamp": "the timestamp is not a whole number of microseconds",
  "too-large": "the value is larger than 1,048,576 bytes (CN-SES-13)",
});
export type Rejection = keyof typeof REJECTIONS;
