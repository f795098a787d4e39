import {
  CertificateError,
  type CertificatePair,
  fromSecret,
  ownCertificateIn,
  toSecret,
} from "../certificate/client-certificate.js";
import { DERError, DERReader, SEQUENCE } from "../certificate/der.js";
import { readOwnCertificate } from "../certificate/own-certificate.js";
import { RootError, rootsIn } from "../certificate/root-certificates.js";
import { isSameKey, publicKeyOf } from "../certificate/rsa.js";
import type { Log } from "../device/log.js";
import type { KeyValueDomain } from "../ports/key-value.js";
import { fromBase64, toBase64 } from "../storage/base64.js";
import { LongText } from "../storage/long-text.js";
import { Secret } from "../storage/secret.js";
import { pairText, rootsText, type TrialContent } from "../storage/trial.js";
import { ConsoleFailure } from "./console-failure.js";
import { type CredentialFacts, certificateFacts, keyFacts } from "./credential-facts.js";
import type { MadeKey } from "./key-making/key-maker.js";
import type { Slot } from "./upload.js";

export interface StagedCredentialsOptions {
  readonly domain: KeyValueDomain;
  readonly log: Log;
}

type Bytes = Uint8Array<ArrayBuffer>;

/**
 * Trusted roots, certificate and key as somebody changes them. What was brought stays in memory until it is committed with everything else;
 * a key that the device made itself is kept in flash, because its certificate may take days to come.
 */
export class StagedCredentials {
  #options: StagedCredentialsOptions;
  #brought = new Map<Slot, Bytes | "removed">();
  #ownKey: LongText;

  constructor(options: StagedCredentialsOptions) {
    this.#options = options;
    this.#ownKey = new LongText({ ...options, name: "own-key", mostParts: 3 });
  }

  /** Slots with a staged change. */
  get changed(): readonly Slot[] {
    return [...this.#brought.keys()];
  }

  /** Takes a file for a slot. Throws a ConsoleFailure where it is not of the form needed. */
  stage(slot: Slot, bytes: Bytes): CredentialFacts {
    const facts = checked(() => factsOf(slot, bytes));
    // A certificate takes back that the pair be removed, and so does a key.
    for (const other of slot === "ca" ? [] : (["cert", "key"] as const))
      if (this.#brought.get(other) === "removed") this.#brought.delete(other);
    this.#brought.set(slot, bytes);
    return facts;
  }

  /** Certificate and key go together: one is nothing without the other. */
  stageRemoval(slot: Slot): void {
    for (const each of slot === "ca" ? [slot] : (["cert", "key"] as const))
      this.#brought.set(each, "removed");
  }

  drop(): void {
    this.#brought.clear();
  }

  /** What the device holds and what is staged. Throws where flash cannot be read. */
  list(): CredentialFacts[] {
    const facts: CredentialFacts[] = [];
    const roots = bytesIn(rootsText(this.#options, "live").read());
    if (roots !== undefined) facts.push(certificateFacts("ca", roots));
    const pair = this.#livePair();
    if (pair !== undefined) facts.push(certificateFacts("cert", pair.chain), keyFacts("key", pair.key));
    const ownKey = this.#own();
    if (ownKey !== undefined) facts.push(keyFacts("csr", ownKey));
    for (const [slot, bytes] of this.#brought)
      facts.push(bytes === "removed" ? { slot, staged: bytes } : { ...factsOf(slot, bytes), staged: true });
    return facts;
  }

  /** The request for a certificate for the key that the device made itself: PKCS#10. */
  request(): Bytes | undefined {
    return bytesIn(this.#ownKey.read()?.split(" ")[1]);
  }

  /** Keeps a key that the device made, with its request. Throws where flash does not take it. */
  keepOwnKey({ key, request }: MadeKey): void {
    this.#ownKey.write(`${toBase64(key)} ${toBase64(request)}`);
  }

  /** Forgets it. Throws where flash fails. */
  dropOwnKey(): void {
    this.#ownKey.erase();
  }

  /** Throws a ConsoleFailure where certificate and key do not belong together. */
  check(): void {
    this.#pair();
  }

  /**
   * Puts what is staged into flash, beside what holds, for the trial. Throws a ConsoleFailure where certificate and key do not belong
   * together, an Error where flash fails.
   */
  prepare(): Pick<TrialContent, "ca" | "cert"> {
    const roots = this.#brought.get("ca");
    // What an attempt before may have left.
    rootsText(this.#options, "staged").erase();
    pairText(this.#options, "staged").erase();
    if (roots !== undefined && roots !== "removed") rootsText(this.#options, "staged").write(toBase64(roots));
    const pair = this.#pair();
    if (pair !== undefined && pair !== "removed")
      pairText(this.#options, "staged").write(toSecret(pair).reveal());
    return { ca: fate(roots), cert: fate(pair) };
  }

  #pair(): CertificatePair | "removed" | undefined {
    const chain = this.#brought.get("cert");
    const key = this.#brought.get("key");
    if (chain === undefined && key === undefined) return undefined;
    if (chain === "removed" || key === "removed") return "removed";
    const live = this.#livePair();
    const pair = { chain: chain ?? live?.chain, key: key ?? this.#keyFor(chain) ?? live?.key };
    if (pair.chain === undefined)
      throw new ConsoleFailure("verify", "key: its certificate is missing; put cert as well");
    if (pair.key === undefined)
      throw new ConsoleFailure("verify", "certificate: its key is missing; put key as well");
    const whole = { chain: pair.chain, key: pair.key };
    checked(() => ownCertificateIn(whole));
    return whole;
  }

  /** PKCS#8. */
  #own(): Bytes | undefined {
    return bytesIn(this.#ownKey.read()?.split(" ")[0]);
  }

  /** The key that the device made, where the certificate is for it. */
  #keyFor(chain: Bytes | undefined): Bytes | undefined {
    const own = this.#own();
    if (chain === undefined || own === undefined) return undefined;
    return checked(() => isSameKey(readOwnCertificate(firstOf(chain)).key, publicKeyOf(own)))
      ? own
      : undefined;
  }

  #livePair(): CertificatePair | undefined {
    const text = pairText(this.#options, "live").read();
    return text === undefined ? undefined : fromSecret(new Secret(text));
  }
}

function factsOf(slot: Slot, bytes: Bytes): CredentialFacts {
  if (slot === "key") return keyFacts(slot, bytes);
  if (slot === "ca") rootsIn(bytes);
  else readOwnCertificate(firstOf(bytes));
  return certificateFacts(slot, bytes);
}

/** The first certificate of a chain. */
function firstOf(chain: Uint8Array): Uint8Array {
  return new DERReader(chain).next(SEQUENCE).whole;
}

/** Errors of form become answers; they name the problem and the way out, never a byte of a key. */
function checked<T>(reading: () => T): T {
  try {
    return reading();
  } catch (error) {
    if (error instanceof CertificateError || error instanceof RootError || error instanceof DERError)
      throw new ConsoleFailure(
        "verify",
        `${error.message}; needed is DER: certificates one behind the other, keys RSA in PKCS#8`,
      );
    throw error;
  }
}

function fate(staged: unknown): "staged" | "none" | "same" {
  return staged === undefined ? "same" : staged === "removed" ? "none" : "staged";
}

function bytesIn(base64: string | undefined): Bytes | undefined {
  return base64 === undefined ? undefined : fromBase64(base64);
}
