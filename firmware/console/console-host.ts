import type { DeviceStatus } from "../device/device-status.js";
import type { WiFiControl, WiFiCredentials } from "../ports/network.js";
import type { TrialState } from "../storage/trial.js";
import type { StagedCredentials } from "./staged-credentials.js";
import type { StagedSettings } from "./staged-settings.js";

/** What the console needs of the device whose line it serves, and nothing more. */
export interface ConsoleHost {
  /** Name of the firmware. */
  readonly name: string;
  readonly version: string;
  status(): DeviceStatus;
  /** Undefined on boards without Wi-Fi. */
  readonly wifi: WiFiControl | undefined;
  readonly settings: StagedSettings;
  readonly credentials: StagedCredentials;
  trial(): TrialState;
  /** Whether a commit waits for its restart or is on trial: what is stored meanwhile would be lost with one of its two ends. */
  readonly isCommitPending: boolean;

  /** Tries a network that is staged; `onDone` comes once, with the reason where it cannot be joined. */
  join(network: WiFiCredentials, onDone: (reason?: string) => void): void;
  /** Stores a network that `join` has joined. Throws where flash does not take it. */
  keep(network: WiFiCredentials): void;
  /** Whether that network was joined just now by `join`. */
  isJoined(network: WiFiCredentials): boolean;
  /** Says by a ConsoleFailure what speaks against a commit, as far as that can be told before. */
  check(): void;
  /** Takes over what is staged: `trial` tells the seconds in which it has to prove itself. Throws where flash fails; the old holds then. */
  commit(): { readonly restart: boolean; readonly trial: number };
  /** Forgets what is staged, a network joined for a try included. */
  revert(): void;

  /**
   * Makes a key where there is none, a little at a time; `onProgress` comes now and then, `onDone` once, with the problem where there is
   * one.
   */
  makeKey(callbacks: { onProgress(): void; onDone(problem?: string): void }): void;
  stopMakingKey(): void;
  /** The request for a certificate for the key that the device made: PKCS#10, DER. */
  request(): Uint8Array | undefined;

  /** Forgets token or password of this device at this cloud. Throws where flash fails. */
  forgetLogin(): void;
  /** Bytes that nobody can guess. */
  entropy(count: number): Uint8Array;
  /** Restarts the device; what follows the call may or may not run. */
  restart(): void;
  /** Sees to it that the next start erases everything that the device was told or learnt. Throws where flash fails. */
  erase(): void;
}
