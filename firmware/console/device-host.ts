import type { DeviceStatus } from "../device/device-status.js";
import type { StagedNetwork } from "../network/staged-network.js";
import type { Board } from "../ports/board.js";
import type { WiFiControl, WiFiCredentials } from "../ports/network.js";
import type { TimerPort } from "../ports/timer.js";
import type { Trial, TrialContent, TrialState } from "../storage/trial.js";
import { ConsoleFailure } from "./console-failure.js";
import type { ConsoleHost } from "./console-host.js";
import { KeyMaker } from "./key-making/key-maker.js";
import type { StagedCredentials } from "./staged-credentials.js";
import type { StagedSettings } from "./staged-settings.js";

export interface DeviceHostOptions {
  readonly version: string;
  readonly board: Pick<Board, "clock" | "network" | "restarts" | "entropy">;
  readonly Timer: TimerPort;
  readonly settings: StagedSettings;
  readonly credentials: StagedCredentials;
  readonly stagedNetwork: StagedNetwork;
  readonly trial: Trial;
  status(): DeviceStatus;
  forgetLogin(): void;
  /** Asks for a factory reset, which the next start carries out. */
  erase(): void;
}

/** The device as its console sees it. */
export class DeviceHost implements ConsoleHost {
  readonly name = "bowline";
  readonly version: string;
  readonly settings: StagedSettings;
  readonly credentials: StagedCredentials;
  #options: DeviceHostOptions;
  /** The network that was joined for a try and is not among the known ones yet. */
  #joined: WiFiCredentials | undefined;
  #keyMaker: KeyMaker | undefined;

  constructor(options: DeviceHostOptions) {
    this.#options = options;
    this.version = options.version;
    this.settings = options.settings;
    this.credentials = options.credentials;
  }

  get wifi(): WiFiControl | undefined {
    return this.#options.board.network.wifi;
  }

  status(): DeviceStatus {
    return this.#options.status();
  }

  trial(): TrialState {
    return this.#options.trial.state();
  }

  get isCommitPending(): boolean {
    return this.#options.trial.isPending;
  }

  join(network: WiFiCredentials, onDone: (reason?: string) => void): void {
    const { wifi } = this;
    if (wifi === undefined) throw new ConsoleFailure("state", "this board has no Wi-Fi");
    this.#joined = undefined;
    wifi.join(network, (reason) => {
      if (reason === undefined) this.#joined = network;
      // A moment later: inside this call the network has yet to say of itself that it is up.
      this.#options.Timer.set(() => onDone(reason));
    });
  }

  keep(network: WiFiCredentials): void {
    this.wifi?.keep(network);
    this.#joined = undefined;
  }

  isJoined({ ssid, passphrase }: WiFiCredentials): boolean {
    return this.#joined?.ssid === ssid && this.#joined.passphrase.reveal() === passphrase.reveal();
  }

  check(): void {
    this.credentials.check();
    this.settings.wifi();
    if (this.isCommitPending)
      throw new ConsoleFailure("state", "the commit before is on trial; wait for its end");
  }

  /**
   * Everything counts together, by one write (`Trial`). Wi-Fi alone has proved itself by being joined, and needs neither restart nor trial;
   * beside others it is on trial with them, so that going back is going back to the network which the old set had.
   */
  commit(): { readonly restart: boolean; readonly trial: number } {
    const network = this.settings.wifi();
    const settings = this.settings.stored();
    if (settings === undefined && this.credentials.changed.length === 0) {
      if (network !== undefined) this.keep(network);
      this.settings.drop();
      return { restart: false, trial: 0 };
    }
    const { trial, stagedNetwork } = this.#options;
    const seconds = trial.isProven ? this.settings.trialSeconds : 0;
    const content: TrialContent = {
      settings: settings ?? this.settings.unchanged(),
      ...this.credentials.prepare(),
      ...(network === undefined ? {} : { wifi: "staged" }),
    };
    if (network !== undefined) stagedNetwork.write(network);
    trial.commit(content);
    this.settings.drop();
    this.credentials.drop();
    return { restart: true, trial: seconds };
  }

  revert(): void {
    this.settings.drop();
    this.credentials.drop();
    if (this.#joined === undefined) return;
    this.#joined = undefined;
    this.#options.board.network.restart();
  }

  makeKey({ onProgress, onDone }: { onProgress(): void; onDone(problem?: string): void }): void {
    const { Timer, board } = this.#options;
    if (this.credentials.request() !== undefined) return void Timer.set(() => onDone());
    onProgress();
    const end = (problem?: string): void => {
      this.#keyMaker?.close();
      this.#keyMaker = undefined;
      onDone(problem);
    };
    this.#keyMaker = new KeyMaker({
      Timer,
      clock: board.clock,
      entropy: (count) => board.entropy(count),
      identity: this.status().device,
      onProgress,
      onDone: (made) => {
        if (typeof made === "string") return end(made);
        try {
          this.credentials.keepOwnKey(made);
          end();
        } catch (error) {
          end(`flash did not take the key: ${String(error)}`);
        }
      },
    });
    this.#stopped = () => end("given up");
  }

  stopMakingKey(): void {
    if (this.#keyMaker !== undefined) this.#stopped();
  }

  request(): Uint8Array | undefined {
    return this.credentials.request();
  }

  forgetLogin(): void {
    this.#options.forgetLogin();
  }

  entropy(count: number): Uint8Array {
    return this.#options.board.entropy(count);
  }

  restart(): void {
    this.#options.board.restarts.restart();
  }

  erase(): void {
    this.#options.erase();
  }

  #stopped: () => void = () => undefined;
}
