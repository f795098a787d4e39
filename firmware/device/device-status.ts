import type { NetworkStatus } from "../ports/network.js";
import type { RestartReason } from "../ports/restarts.js";
import type { State } from "./life-cycle.js";

/** How far the last try to reach the cloud came; what failed is the stage itself. */
export type Stage =
  | "link"
  | "address"
  | "time"
  | "dns"
  | "tcp"
  | "tls"
  | "mqtt"
  | "activation"
  | "login"
  | "online";

/** A credential that the device holds, without anything secret. */
export interface CredentialStatus {
  readonly slot: "token" | "password" | "ca" | "cert" | "key" | "csr";
  /** SHA-256 of the public part, lower-case hex; absent where there is no public part. */
  readonly fingerprint?: string;
  /** End of a certificate's validity, milliseconds since 1970. */
  readonly notAfter?: number;
}

/**
 * Bytes of the chip's own heap, from which network, TLS and the system take their memory: free now, and at least since start. What the
 * program itself fills is not in it: the engine's heap has a fixed size and is taken from this one as a whole when the device starts.
 */
export interface SystemHeap {
  readonly free: number;
  readonly leastFree: number;
}

/** What a device can say about itself at any moment; holds no secrets. Times are milliseconds since 1970, durations milliseconds. */
export interface DeviceStatus {
  readonly device: string;
  readonly board: string;
  readonly state: State;
  readonly uptime: number;
  readonly time: { readonly now: number; readonly known: boolean };
  readonly network: NetworkStatus;
  /** The last try: where it ended, why, and when the next begins. */
  readonly cloud: {
    readonly stage: Stage;
    readonly reason?: string;
    readonly host?: string;
    readonly retryIn?: number;
  };
  readonly outbox: { readonly readings: number; readonly kept: "flash" | "memory" };
  readonly restart: { readonly reason: RestartReason; readonly count: number; readonly lastGasp?: string };
  /** The present absence from the cloud, else the last one of this run; `from` is absent where the device did not know the time. */
  readonly offline?: {
    readonly from?: number;
    readonly stage: Stage;
    readonly reason: string;
    readonly tries: number;
  };
  readonly credentials: readonly CredentialStatus[];
  /** Absent where the board cannot tell. */
  readonly heap?: SystemHeap;
}
