import { printable } from "./log.js";

/**
 * Everything that is expected to go wrong, one code each: the code decides how the device retries, the text is what people read.
 * `slow` marks what a quick retry cannot mend, because somebody has to change something first.
 */
const table = Object.freeze(
  {
    "no-certificate": {
      text: "this Connector wants a client certificate and the device holds none; store certificate and key",
      slow: true,
    },
    "dns-failed": { text: "the cloud's host name could not be resolved", slow: false },
    "connect-failed": { text: "the cloud could not be reached", slow: false },
    "tls-failed": { text: "TLS failed", slow: false },
    "connect-timeout": { text: "the cloud did not accept the connection in time", slow: false },
    "connect-closed": { text: "the cloud closed the connection without an answer", slow: false },
    "bad-protocol": { text: "the cloud refused the protocol version (CONNACK 1)", slow: true },
    "bad-identifier": { text: "the cloud refused the client identifier (CONNACK 2)", slow: true },
    unavailable: { text: "the cloud is unavailable (CONNACK 3)", slow: false },
    "bad-credentials": { text: "the cloud refused the credentials (CONNACK 4)", slow: true },
    "not-authorized": { text: "the cloud does not authorize this device (CONNACK 5)", slow: true },
    "unknown-refusal": { text: "the cloud refused the connection", slow: true },
    "activation-timeout": { text: "no answer to the activation", slow: false },
    "activation-closed": { text: "the cloud closed the connection during activation", slow: false },
    "bad-token": { text: "the cloud answered the activation with something that is no token", slow: true },
    "acknowledge-timeout": { text: "a message was not acknowledged in time", slow: false },
    "connection-lost": { text: "the connection was lost", slow: false },
    "storage-failed": { text: "flash did not take or give the credentials", slow: true },
    "not-connected": { text: "there is no session with the cloud", slow: false },
    "content-timeout": { text: "the cloud did not send its list of files in time", slow: false },
    "content-malformed": { text: "the cloud's list of files makes no sense", slow: true },
    "http-refused": { text: "the server does not give the file", slow: true },
    "http-malformed": { text: "the server's answer is not HTTP as the device takes it", slow: true },
    "download-stalled": { text: "the server sent nothing for too long", slow: false },
    "wrong-size": { text: "the file is not as long as announced", slow: true },
    "wrong-digest": { text: "the file's SHA-256 is not the announced one", slow: true },
    "sink-failed": { text: "the file could not be stored", slow: true },
    internal: { text: "unexpected error", slow: false },
  },
  true,
);

export type FailureCode = keyof typeof table;

/** A failure with its code and, where known, what the layer below said about it. */
export interface Failure {
  readonly code: FailureCode;
  readonly detail?: string;
}

/** Makes a failure; `cause` is an exception or a text of the layer below and becomes one short line. */
export function failure(code: FailureCode, cause?: unknown): Failure {
  if (cause === undefined) return { code };
  return { code, detail: oneLine(cause instanceof Error ? cause.message : String(cause)) };
}

/** One line for people: `tls-failed: TLS failed (certificate has expired)`. */
export function describe({ code, detail }: Failure): string {
  const text = `${code}: ${table[code].text}`;
  return detail === undefined ? text : `${text} (${detail})`;
}

/** Whether to retry at the slow pace of the locked-out cases. */
export function isSlow({ code }: Failure): boolean {
  return table[code].slow;
}

/** Whether the cloud does not know the credentials. */
export function isRefusal({ code }: Failure): boolean {
  return code === "bad-credentials" || code === "not-authorized";
}

/** CONNACK return codes, MQTT 3.1.1 table 3.1. */
export function refusal(returnCode: number): Failure {
  switch (returnCode) {
    case 1:
      return { code: "bad-protocol" };
    case 2:
      return { code: "bad-identifier" };
    case 3:
      return { code: "unavailable" };
    case 4:
      return { code: "bad-credentials" };
    case 5:
      return { code: "not-authorized" };
    default:
      return failure("unknown-refusal", `CONNACK ${returnCode}`);
  }
}

/** Details may quote a server (a certificate's names): what steers a terminal goes, and so does great length. */
function oneLine(text: string): string {
  const line = printable(text.slice(0, 400));
  return line.length <= 200 ? line : `${line.slice(0, 199)}…`;
}
