import { WiFiCredentialsError, wifiCredentials } from "../network/wifi-credentials.js";
import type { NetworkStatus, WiFiCredentials } from "../ports/network.js";
import { Secret } from "../storage/secret.js";
import {
  acceptedSetting,
  isSettingName,
  SettingError,
  type Settings,
  type SettingsStore,
  settingNames,
} from "../storage/settings.js";
import { ConsoleFailure } from "./console-failure.js";

export interface StagedSettingsOptions {
  readonly store: SettingsStore;
  /** The settings that this run uses. */
  readonly present: Settings;
  /** Undefined where the board has no Wi-Fi. */
  network(): NetworkStatus | undefined;
}

/** One setting as it is told; of secrets only whether they are set. */
export interface ShownSetting {
  readonly key: string;
  readonly value: string | number;
  /** What it would become; empty where it would go back to its default. */
  readonly staged?: string | number;
}

/** Keys of Wi-Fi, which are kept with the networks that worked and not among the settings. */
const ssid = "wifi.ssid";
const passphrase = "wifi.psk";
const wifiKeys = Object.freeze([ssid, passphrase]);

/**
 * Settings as somebody changes them: nothing counts until all of them are applied together. In memory, so a restart forgets what was not
 * committed.
 */
export class StagedSettings {
  #options: StagedSettingsOptions;
  /** Undefined: back to the default. */
  #staged = new Map<string, string | number | Secret | undefined>();

  constructor(options: StagedSettingsOptions) {
    this.#options = options;
  }

  get keys(): readonly string[] {
    return this.#options.network() === undefined ? settingNames : [...wifiKeys, ...settingNames];
  }

  /** Keys with a staged change, in the order in which they were staged. */
  get changed(): readonly string[] {
    return [...this.#staged.keys()];
  }

  /** Throws a ConsoleFailure for a key that does not exist or a value that it does not take. */
  set(key: string, value: string): void {
    this.#check(key);
    this.#staged.set(key, wifiKeys.includes(key) ? wifiValue(key, value) : settingValue(key, value));
  }

  unset(key: string): void {
    this.#check(key);
    this.#staged.set(key, undefined);
  }

  show(key: string): ShownSetting {
    this.#check(key);
    const value = this.#present(key);
    if (!this.#staged.has(key)) return { key, value };
    const staged = this.#staged.get(key);
    return { key, value, staged: staged instanceof Secret ? mask(staged.reveal() !== "") : (staged ?? "") };
  }

  /** The network that is staged; undefined where none is. Throws a ConsoleFailure where there is a passphrase without a name. */
  wifi(): WiFiCredentials | undefined {
    if (!wifiKeys.some((key) => this.#staged.has(key))) return undefined;
    const name = this.#staged.get(ssid) ?? this.#options.network()?.ssid;
    if (typeof name !== "string" || name === "")
      throw new ConsoleFailure("state", "wifi.ssid: is not staged; set it beside wifi.psk");
    const secret = this.#staged.get(passphrase);
    return { ssid: name, passphrase: secret instanceof Secret ? secret : new Secret("") };
  }

  /** What would be stored among the settings; undefined where nothing of them is staged. */
  stored(): Readonly<Record<string, unknown>> | undefined {
    const changes = [...this.#staged].filter(([key]) => isSettingName(key));
    return changes.length === 0 ? undefined : this.#options.store.changed(Object.fromEntries(changes));
  }

  /** What is stored among the settings, without a change. */
  unchanged(): Readonly<Record<string, unknown>> {
    return this.#options.store.changed({});
  }

  /** Stores one setting that needs no trial, at once. */
  storeNow(key: string, value: string): void {
    this.#options.store.write({ [key]: settingValue(key, value) });
  }

  /** How long what is committed would be on trial, seconds. */
  get trialSeconds(): number {
    const staged = this.#staged.get("trialSeconds");
    return typeof staged === "number" ? staged : this.#options.present.trialSeconds;
  }

  /** One of the names as it is stored now, which the present run may not use yet. */
  nameOf(key: "hostname" | "deviceName"): string {
    const stored = this.unchanged()[key];
    return typeof stored === "string" ? stored : this.#options.present[key];
  }

  /** Forgets what is staged. */
  drop(): void {
    this.#staged.clear();
  }

  #present(key: string): string | number {
    if (isSettingName(key)) return this.#options.present[key];
    const name = this.#options.network()?.ssid ?? "";
    return key === ssid ? name : mask(name !== "");
  }

  #check(key: string): void {
    if (!this.keys.includes(key))
      throw new ConsoleFailure("unknown", "there is no such key; `list` shows those that there are");
  }
}

/** Whether a value may be shown while it is typed. A key that is not known yet may become one that is secret. */
export function isPublicKey(key: string): boolean {
  return key === ssid || isSettingName(key);
}

export function isSecretKey(key: string): boolean {
  return key === passphrase;
}

function mask(isSet: boolean): string {
  return isSet ? "(set)" : "";
}

function settingValue(key: string, value: string): string | number {
  try {
    return acceptedSetting(key, value);
  } catch (error) {
    if (error instanceof SettingError) throw new ConsoleFailure("range", error.message);
    throw error;
  }
}

function wifiValue(key: string, value: string): string | Secret {
  try {
    if (key === passphrase) return wifiCredentials("any", value).passphrase;
    return wifiCredentials(value, "").ssid;
  } catch (error) {
    if (error instanceof WiFiCredentialsError) throw new ConsoleFailure("range", error.message);
    throw error;
  }
}
