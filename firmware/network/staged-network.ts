import type { Log } from "../device/log.js";
import type { KeyValueDomain } from "../ports/key-value.js";
import type { WiFiCredentials } from "../ports/network.js";
import { readDocument, writeDocument } from "../storage/document.js";
import { credentialsIn } from "./known-networks.js";

const key = "try-wifi";

/** The network of a trial, in flash beside the known ones until the trial ends. */
export class StagedNetwork {
  #domain: KeyValueDomain;
  #log: Log;

  constructor(options: { domain: KeyValueDomain; log: Log }) {
    this.#domain = options.domain;
    this.#log = options.log;
  }

  /** Undefined where there is none; throws where flash cannot be read. */
  read(): WiFiCredentials | undefined {
    return credentialsIn(readDocument(this.#domain, key, this.#log))[0];
  }

  /** Throws where flash does not take it. */
  write({ ssid, passphrase }: WiFiCredentials): void {
    writeDocument(this.#domain, key, { ssid, psk: passphrase.reveal() });
  }

  /** None is fine. Throws where flash fails. */
  erase(): void {
    this.#domain.delete(key);
  }
}
