import suites from "sdk/tls-ciphersuites";
import { ECDHE_RSA, GCM } from "ssl/constants";
import { renegotiationSignal } from "tls/renegotiation-signal";

/**
 * `ssl/ciphersuites` of our builds, what is offered and therefore all that a server may choose: keys that exist for one connection only (ECDHE), with the
 * server's key of RSA or ECDSA, and encryption that authenticates (AES-128-GCM).
 */
export default Object.freeze([
  ...suites.filter((suite) => suite.keyExchangeAlgorithm === ECDHE_RSA && suite.encryptionMode === GCM),
  renegotiationSignal,
]);
