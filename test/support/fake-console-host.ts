import type { ConsoleHost } from "../../firmware/console/console-host.js";
import { StagedCredentials } from "../../firmware/console/staged-credentials.js";
import { StagedSettings } from "../../firmware/console/staged-settings.js";
import type { DeviceStatus } from "../../firmware/device/device-status.js";
import type { NetworkStatus, WiFiControl, WiFiCredentials } from "../../firmware/ports/network.js";
import { SettingsStore } from "../../firmware/storage/settings.js";
import type { TrialState } from "../../firmware/storage/trial.js";
import { FakeFlash } from "./fake-flash.js";
import { fakeLog } from "./fake-log.js";

/** A device without anything behind it; what the console wants of it is written down in `calls`. */
export class FakeConsoleHost implements ConsoleHost {
  readonly name = "bowline";
  readonly version = "0.1.0";
  readonly flash = new FakeFlash();
  readonly calls: string[] = [];
  readonly settings: StagedSettings;
  readonly credentials: StagedCredentials;
  network: NetworkStatus = { kind: "wifi", stage: "link", reason: "no network is known" };
  /** How a join ends, and when; at once where undefined. */
  joinReason: string | undefined;
  pendingJoins: ((reason?: string) => void)[] | undefined;
  joined: WiFiCredentials | undefined;
  isCommitPending = false;
  wifi: WiFiControl | undefined = {
    scan: (onDone) =>
      onDone([
        { SSID: "office", RSSI: -61, channel: 6, security: "wpa2_psk" },
        { SSID: "gäste", RSSI: -70, channel: 11, security: "none" },
      ]),
    join: () => undefined,
    keep: () => undefined,
    confine: () => undefined,
    forget: () => undefined,
  };
  status_: Partial<DeviceStatus> = {};

  constructor() {
    const { log } = fakeLog();
    const store = new SettingsStore({ domain: this.flash, log, defaults: {} });
    this.settings = new StagedSettings({
      store,
      present: store.read(),
      network: () => (this.wifi === undefined ? undefined : this.network),
    });
    this.credentials = new StagedCredentials({ domain: this.flash, log });
  }

  status(): DeviceStatus {
    return {
      device: "dev-1",
      board: "esp32",
      state: "network",
      uptime: 1000,
      time: { now: 0, known: false },
      network: this.network,
      cloud: { stage: "link", reason: "no network is known" },
      outbox: { readings: 0, kept: "memory" },
      restart: { reason: "power-on", count: 1 },
      credentials: [],
      ...this.status_,
    };
  }

  trial(): TrialState {
    return { state: "none" };
  }

  join(network: WiFiCredentials, onDone: (reason?: string) => void): void {
    this.calls.push(`join ${network.ssid}`);
    const end = (reason?: string): void => {
      if (reason === undefined) {
        this.joined = network;
        this.network = { kind: "wifi", stage: "up", ssid: network.ssid, address: "192.168.4.7" };
      }
      onDone(reason);
    };
    if (this.pendingJoins === undefined) end(this.joinReason);
    else this.pendingJoins.push(end);
  }

  keep(network: WiFiCredentials): void {
    this.calls.push(`keep ${network.ssid}`);
  }

  isJoined(network: WiFiCredentials): boolean {
    return this.joined?.ssid === network.ssid;
  }

  check(): void {
    this.credentials.check();
  }

  commit(): { restart: boolean; trial: number } {
    this.calls.push("commit");
    return { restart: true, trial: 180 };
  }

  revert(): void {
    this.settings.drop();
    this.credentials.drop();
  }

  makeKey({ onDone }: { onProgress(): void; onDone(problem?: string): void }): void {
    this.calls.push("makeKey");
    onDone("this board makes no keys");
  }

  stopMakingKey(): void {
    this.calls.push("stopMakingKey");
  }

  request(): Uint8Array | undefined {
    return undefined;
  }

  forgetLogin(): void {
    this.calls.push("forgetLogin");
  }

  entropy(count: number): Uint8Array {
    return Uint8Array.from({ length: count }, (_, at) => at + 7);
  }

  restart(): void {
    this.calls.push("restart");
  }

  erase(): void {
    this.calls.push("erase");
  }
}
