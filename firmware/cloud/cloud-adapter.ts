import type { Failure } from "../device/failure.js";
import type { Reading } from "../outbox/outbox.js";
import type { Secret } from "../storage/secret.js";
import type { ContentFile } from "./content-file.js";

/**
 * The port behind which each cloud stands. An adapter turns readings into messages and messages into writes; it
 * never retries, never stores and never decides what to do next: that is the device's life cycle.
 *
 * Promises of both links: no callback comes inside the call that opened the link; `onClosed` comes once and is the
 * last; after `close` nothing comes at all.
 */
export interface CloudAdapter {
  readonly name: string;
  /**
   * Comes to credentials that the cloud knows: it gives them, or it takes what the device offers. `offered` is an offer made
   * before of which nobody knows whether it arrived; it is repeated, never replaced.
   */
  activate(offered: Secret | undefined, callbacks: ActivationCallbacks): CloudLink;
  /** Logs in with what `activate` once brought. */
  connect(credentials: Secret, callbacks: SessionCallbacks): CloudSession;
}

/** An open connection, or an attempt at one. */
export interface CloudLink {
  close(): void;
}

export interface ActivationCallbacks {
  /** The cloud gave what the device needs for every later login. To be stored before anything else happens (CN-PROV-2). */
  onCredentials(credentials: Secret): void;
  /**
   * The device is about to offer these, which it made itself; true when they are in flash (CN-PROV-3). False ends the link, and
   * nothing has left the device.
   */
  onOffer(credentials: Secret): boolean;
  /** The offer has left. Whether the cloud took it shows at the login. */
  onOffered(credentials: Secret): void;
  onClosed(failure: Failure): void;
}

export interface SessionCallbacks {
  /** The cloud has accepted the login. */
  onOpen(): void;
  /** There is room to send again. */
  onRoom(): void;
  /** The cloud has everything of this batch; the array is the one given to `send`. */
  onAcknowledged(batch: readonly Reading[]): void;
  /** The cloud wants a resource changed; the payload is the value in the resource's format, `stamp` the write's time in microseconds where it is told. */
  onWrite(resource: string, payload: string, stamp?: number): void;
  /** The list that `askContents` asked for, or why it is none; may also come unasked. */
  onContents(answer: readonly ContentFile[] | Failure): void;
  onClosed(failure: Failure): void;
}

export interface CloudSession extends CloudLink {
  /** Whether there may be room for a message now; where it is false `send` is not worth a try, and `onRoom` comes later. */
  readonly hasRoom: boolean;
  /**
   * Sends a batch as one message; false where there is no room now, and the batch is the caller's again. It has read the batch when it
   * returns: afterwards only its identity counts.
   * `uptime` is the present, milliseconds.
   */
  send(batch: readonly Reading[], uptime: number): boolean;
  /** Asks for the list of files that the cloud offers; false where there is no room now. */
  askContents(): boolean;
  /** Whether `reading` may go in one message with `batch`, which has one reading or more. */
  fits(batch: readonly Reading[], reading: Reading, uptime: number): boolean;
}
