import sdkAlert from "sdk/tls-alert";

const warning = 1;
const closeNotify = 0;
const noRenegotiation = 100;
/** Warnings that are overheard. */
const mostWarnings = 4;

/**
 * `ssl/alert` of our builds (RFC 5246, section 7.2): an alert ends the connection, and its number is the reason; a warning is overheard, as long as
 * there are few.
 */
const alert = {
  __proto__: sdkAlert,
  unpacketize(session: TLSSession, fragment: Uint8Array): void {
    const [level = 0, description = 0] = fragment;
    if (fragment.byteLength !== 2) throw new Error("TLS: an alert of odd length");
    if (description === closeNotify) return sdkAlert.unpacketize(session, fragment);
    session.warnings = (session.warnings ?? 0) + 1;
    const isOverheard = level === warning && description !== noRenegotiation;
    if (!isOverheard || session.warnings > mostWarnings) throw new Error(`TLS: alert ${description}`);
  },
};

export default Object.freeze(alert);
