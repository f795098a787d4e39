/** How the clouds that speak this interface differ (spec, part 1), as far as it can be seen after the handshake. */
export interface Dialect {
  /** A will is delivered at QoS 0 when the connection ends without DISCONNECT; otherwise it is ignored (CN-SES-1). */
  readonly deliversWills: boolean;
  /** Messages on topics of the device's own are handed to scripts; otherwise they disconnect it (CN-SES-11). */
  readonly takesOtherTopics: boolean;
}

const STRICT: Dialect = Object.freeze({ deliversWills: false, takesOtherTopics: false });

/** A: old Exosite Murano. B: West connect. C: West diagnostic, without its MQTT 5. D: current Exosite. */
export const DIALECTS = Object.freeze({
  A: STRICT,
  B: STRICT,
  C: STRICT,
  D: Object.freeze({ deliversWills: true, takesOtherTopics: true }),
} satisfies Record<string, Dialect>);
export type DialectName = keyof typeof DIALECTS;
