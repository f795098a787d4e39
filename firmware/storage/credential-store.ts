import type { Log } from "../device/log.js";
import type { KeyValueDomain } from "../ports/key-value.js";
import { readDocument, writeDocument } from "./document.js";
import { Secret } from "./secret.js";
import { shortKey } from "./short-key.js";

/** Whose credentials: one device at one host. */
export interface Account {
  readonly host: string;
  readonly device: string;
}

/** Credentials as they are in flash. */
export interface StoredCredentials {
  readonly secret: Secret;
  /** `offered`: made by the device and offered to the cloud, which has not accepted a login with them yet (CN-PROV-3). */
  readonly standing: "known" | "offered";
}

/**
 * Credentials in flash, all of one account in one value. Each account has its own, so that a device pointed at another
 * Connector and back finds what it had; nothing is ever overwritten by another account's.
 */
export class CredentialStore {
  #domain: KeyValueDomain;
  #log: Log;

  constructor(options: { domain: KeyValueDomain; log: Log }) {
    this.#domain = options.domain;
    this.#log = options.log;
  }

  read(account: Account): StoredCredentials | undefined {
    const stored = readDocument(this.#domain, keyOf(account), this.#log);
    if (stored === undefined || stored.host !== account.host || stored.device !== account.device)
      return undefined;
    if (typeof stored.secret !== "string" || stored.secret === "") return undefined;
    return { secret: new Secret(stored.secret), standing: stored.offered === true ? "offered" : "known" };
  }

  /** Removes an account's; none is fine. Throws where flash fails. */
  forget(account: Account): void {
    this.#domain.delete(keyOf(account));
  }

  /** Returns when the credentials are in flash; throws where they are not. */
  write(account: Account, { secret, standing }: StoredCredentials): void {
    const text = secret.reveal();
    writeDocument(this.#domain, keyOf(account), {
      ...account,
      secret: text,
      ...(standing === "offered" ? { offered: true } : {}),
    });
    const stored = this.read(account);
    if (stored?.secret.reveal() !== text || stored.standing !== standing)
      throw new Error("flash does not hold what was written");
  }
}

function keyOf({ host, device }: Account): string {
  return `c-${shortKey(`${host} ${device}`)}`;
}
