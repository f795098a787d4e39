/** Says that this client will never renegotiate, and asks the server to answer that it has understood (RFC 5746, section 3.3). No suite to choose. */
export const renegotiationSignal = Object.freeze({ value: Object.freeze([0x00, 0xff] as const) });
