import type { Stage } from "./device-status.js";
import { printable } from "./log.js";

/**
 * Everything that is expected to go wrong, one code each: the code decides how the device retries, the text is what people read.
 * `slow` marks what a quick retry cannot mend, because somebody has to change something first; `stage` is how far the device came, where
 * the failure does not know better. What concerns files happens in a session.
 */
const table = Object.freeze(
  {
    "no-link": { text: "there is no network", slow: false, stage: "link" },
    "no-address": { text: "the network gave no address", slow: false, stage: "address" },
    "no-certificate": {
      text: "this Connector wants a client certificate and the device holds none; store certificate and key",
      slow: true,
      stage: "login",
    },
    "dns-failed": { text: "the cloud's host name could not be resolved", slow: false, stage: "dns" },
    "connect-failed": { text: "the cloud could not be reached", slow: false, stage: "tcp" },
    "tls-failed": { text: "TLS failed", slow: false, stage: "tls" },
    "connect-timeout": {
      text: "the cloud did not accept the connection in time",
      slow: false,
      stage: "mqtt",
    },
    "connect-closed": {
      text: "the cloud closed the connection without an answer",
      slow: false,
      stage: "mqtt",
    },
    "bad-protocol": { text: "the cloud refused the protocol version (CONNACK 1)", slow: true, stage: "mqtt" },
    "bad-identifier": {
      text: "the cloud refused the client identifier (CONNACK 2)",
      slow: true,
      stage: "login",
    },
    unavailable: { text: "the cloud is unavailable (CONNACK 3)", slow: false, stage: "mqtt" },
    "bad-credentials": { text: "the cloud refused the credentials (CONNACK 4)", slow: true, stage: "login" },
    "not-authorized": {
      text: "the cloud does not authorize this device (CONNACK 5)",
      slow: true,
      stage: "login",
    },
    "unknown-refusal": { text: "the cloud refused the connection", slow: true, stage: "mqtt" },
    "activation-timeout": { text: "no answer to the activation", slow: false, stage: "activation" },
    "activation-closed": {
      text: "the cloud closed the connection during activation",
      slow: false,
      stage: "activation",
    },
    "bad-token": {
      text: "the cloud answered the activation with something that is no token",
      slow: true,
      stage: "activation",
    },
    "acknowledge-timeout": { text: "a message was not acknowledged in time", slow: false, stage: "online" },
    "connection-lost": { text: "the connection was lost", slow: false, stage: "online" },
    "storage-failed": { text: "flash did not take or give the credentials", slow: true, stage: "login" },
    "not-connected": { text: "there is no session with the cloud", slow: false, stage: "online" },
    "content-timeout": {
      text: "the cloud did not send its list of files in time",
      slow: false,
      stage: "online",
    },
    "content-malformed": { text: "the cloud's list of files makes no sense", slow: true, stage: "online" },
    "http-refused": { text: "the server does not give the file", slow: true, stage: "online" },
    "http-malformed": {
      text: "the server's answer is not HTTP as the device takes it",
      slow: true,
      stage: "online",
    },
    "download-stalled": { text: "the server sent nothing for too long", slow: false, stage: "online" },
    "wrong-size": { text: "the file is not as long as announced", slow: true, stage: "online" },
    "wrong-digest": { text: "the file's SHA-256 is not the announced one", slow: true, stage: "online" },
    "sink-failed": { text: "the file could not be stored", slow: true, stage: "online" },
    internal: { text: "unexpected error", slow: false, stage: "online" },
  },
  true,
) satisfies Readonly<Record<string, { text: string; slow: boolean; stage: Stage }>>;

export type FailureCode = keyof typeof table;

/** A failure with its code and, where known, what the layer below said about it. */
export interface Failure {
  readonly code: FailureCode;
  readonly detail?: string;
  /** How far a connection came, where its code alone does not say. */
  readonly stage?: Stage;
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

/** Whether it may happen at any stage, so that only the connection knows at which. */
export function isAnywhere({ code }: Failure): boolean {
  return code === "connect-timeout" || code === "connect-failed" || code === "internal";
}

/** How far the device came. */
export function stageOf({ code, stage }: Failure): Stage {
  return stage ?? table[code].stage;
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
