import type { Log } from "../device/log.js";
import type { KeyValueDomain } from "../ports/key-value.js";
import type { WiFiCredentials } from "../ports/network.js";
import { readDocument, writeDocument } from "../storage/document.js";
import { wifiCredentials } from "./wifi-credentials.js";

/** Networks kept; the one that worked longest ago makes room. */
const most = 4;

const key = "wifi";

/**
 * The networks that worked, in flash, the last good one first, all in one value: a power cut leaves the list old or new. The network of
 * the build, where there is one, comes last and is never stored.
 */
export class KnownNetworks {
  #domain: KeyValueDomain;
  #log: Log;
  #builtIn: WiFiCredentials | undefined;
  #stored: readonly WiFiCredentials[] | undefined;
  #only: WiFiCredentials | undefined;

  constructor(options: { domain: KeyValueDomain; log: Log; builtIn?: WiFiCredentials | undefined }) {
    this.#domain = options.domain;
    this.#log = options.log;
    this.#builtIn = options.builtIn;
  }

  /** Whether the stored networks have been read; where not, flash failed and there may be more than `list` names. */
  get isRead(): boolean {
    return this.#stored !== undefined;
  }

  /**
   * For the time of a trial: nothing but that network, which is not stored however often it works. Without one, those in flash count again,
   * which the trial may have changed.
   */
  confine(network?: WiFiCredentials): void {
    this.#only = network;
    this.#stored = undefined;
  }

  /** In the order in which they are worth a try. Flash that fails leaves the network of the build. */
  list(): readonly WiFiCredentials[] {
    if (this.#only !== undefined) return [this.#only];
    const stored = this.#read();
    const { ssid } = this.#builtIn ?? {};
    const isNew = this.#builtIn !== undefined && stored.every((each) => each.ssid !== ssid);
    return isNew && this.#builtIn !== undefined ? [...stored, this.#builtIn] : stored;
  }

  /** This one worked. Written to flash only where that changes the list; throws where flash does not take it. */
  worked(good: WiFiCredentials): void {
    if (isSame(this.#only, good)) return;
    const stored = this.#certain();
    if (isSame(stored[0], good)) return;
    if (stored.length === 0 && isSame(this.#builtIn, good)) return;
    this.#write([good, ...stored.filter(({ ssid }) => ssid !== good.ssid)].slice(0, most));
  }

  /** Forgets a stored network, or all of them; the network of the build stays. Throws where flash fails. */
  forget(ssid?: string): void {
    if (ssid !== undefined) return this.#write(this.#certain().filter((each) => each.ssid !== ssid));
    this.#domain.delete(key);
    this.#stored = [];
  }

  /** What is in flash; throws where it cannot be read, because writing then would forget what could not be read. */
  #certain(): readonly WiFiCredentials[] {
    const stored = this.#read();
    if (!this.isRead) throw new Error("the known networks cannot be read");
    return stored;
  }

  #write(networks: readonly WiFiCredentials[]): void {
    const list = networks.map(({ ssid, passphrase }) => ({ ssid, psk: passphrase.reveal() }));
    writeDocument(this.#domain, key, { networks: list });
    this.#stored = networks;
  }

  #read(): readonly WiFiCredentials[] {
    if (this.#stored !== undefined) return this.#stored;
    try {
      const document = readDocument(this.#domain, key, this.#log);
      this.#stored = Array.isArray(document?.networks) ? document.networks.flatMap(credentialsIn) : [];
    } catch (error) {
      this.#log.error("wifi", `the known networks could not be read: ${String(error)}`);
      return [];
    }
    return this.#stored;
  }
}

/** An entry that makes no sense counts as absent: one bad entry must not hide the others. */
export function credentialsIn(entry: unknown): WiFiCredentials[] {
  if (typeof entry !== "object" || entry === null) return [];
  const { ssid, psk } = entry as { ssid?: unknown; psk?: unknown };
  if (typeof ssid !== "string" || typeof psk !== "string") return [];
  try {
    return [wifiCredentials(ssid, psk)];
  } catch {
    return [];
  }
}

function isSame(one: WiFiCredentials | undefined, other: WiFiCredentials): boolean {
  return one?.ssid === other.ssid && one.passphrase.reveal() === other.passphrase.reveal();
}
