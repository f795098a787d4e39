import type { Log } from "../device/log.js";
import { KnownNetworks } from "../network/known-networks.js";
import { StagedNetwork } from "../network/staged-network.js";
import type { KeyValueDomain } from "../ports/key-value.js";
import type { WiFiCredentials } from "../ports/network.js";
import { readDocument, writeDocument } from "./document.js";
import { LongText } from "./long-text.js";

/** What is to replace what the device has now. */
export interface TrialContent {
  /** All settings that shall be stored, by name. */
  readonly settings: Readonly<Record<string, unknown>>;
  /** Trusted roots: those staged, none of its own, or as before. */
  readonly ca: "staged" | "none" | "same";
  /** Certificate and key: the staged pair, none, or as before. */
  readonly cert: "staged" | "none" | "same";
  /** The network of Wi-Fi: the staged one and no other, or those known where absent. */
  readonly wifi?: "staged";
}

export type TrialState =
  | { readonly state: "none" }
  | { readonly state: "running"; readonly seconds: number }
  | { readonly state: "kept" }
  | { readonly state: "reverted"; readonly reason: string };

export interface TrialOptions {
  readonly domain: KeyValueDomain;
  readonly log: Log;
}

/** Room for trusted roots, in parts of a long text: some 5 KB of DER. */
const rootParts = 6;

/** Names of long texts: what holds, and what was staged beside it. */
export function rootsText(options: TrialOptions, which: "live" | "staged"): LongText {
  return new LongText({ ...options, name: which === "live" ? "ca" : "new-ca", mostParts: rootParts });
}

/** Names under which a certificate with its key lies: the one in use, and the one that a trial uses in its place. */
export const pairName = Object.freeze({ live: "cert", staged: "try-cert" });
const pairParts = 10;

/** Certificate and key in one text, in the form of `CertificateStore`. */
export function pairText(options: TrialOptions, which: "live" | "staged"): LongText {
  return new LongText({ ...options, name: pairName[which], mostParts: pairParts });
}

const key = "trial";

/**
 * Settings and credentials are tried before they replace those that work, and a power cut at any moment leaves the old ones or the new
 * ones, never a mixture. One value in flash says how far it is:
 *
 *     armed   commit: everything new is in flash, beside the old
 *     begun   the restart after it: the device uses the new, once
 *     kept    it came online, or nothing worked before: the new takes the old one's place, which may take several writes and is repeated
 *             at every start until it is done; where flash fails meanwhile, the device uses the new from where it was staged
 *     done    nothing is under way; `online` tells whether the device was ever online with what it has
 *
 * Failure story: the new settings crash the device, or the power goes while they are tried. The next start finds `begun` and goes back,
 * so a trial never lasts longer than one run.
 */
export class Trial {
  #options: TrialOptions;
  #content: TrialContent | undefined;
  #end: { readonly state: "none" | "kept" | "reverted"; readonly reason?: string } = { state: "none" };
  #wasOnline = false;
  /** The new is to stay, and flash knows; what is left is to move it. */
  #isDecided = false;
  /** What was committed in this run waits for the restart. */
  #isCommitted = false;
  #left: () => number = () => 0;

  /** Reads how it stands and finishes what a power cut left undone. Throws nothing: a device must start. */
  constructor(options: TrialOptions) {
    this.#options = options;
    try {
      this.#begin();
    } catch (error) {
      options.log.error("storage", `a trial of settings could not be looked into: ${String(error)}`);
    }
  }

  /** What this run uses in place of what is stored: on trial, or because flash failed while it moved there; undefined in every other run. */
  get content(): TrialContent | undefined {
    return this.#content;
  }

  /** Which roots and which pair this run uses; staged ones may be none. */
  get roots(): "live" | "staged" {
    return (this.#content?.ca ?? "same") === "same" ? "live" : "staged";
  }

  get pair(): "live" | "staged" {
    return (this.#content?.cert ?? "same") === "same" ? "live" : "staged";
  }

  /** The network of Wi-Fi that this run uses alone; undefined: those known. */
  get network(): WiFiCredentials | undefined {
    try {
      return this.#content?.wifi === "staged" ? new StagedNetwork(this.#options).read() : undefined;
    } catch (error) {
      // On the known ones, then: a device without its network could not even tell.
      this.#options.log.error("wifi", `the network on trial could not be read: ${String(error)}`);
      return undefined;
    }
  }

  /** Whether there is something to go back to: the device was online with what it has. */
  get isProven(): boolean {
    return this.#wasOnline;
  }

  /** Whether something committed waits for its restart or is on trial: what is stored meanwhile would be lost or undone. */
  get isPending(): boolean {
    return this.#isCommitted || this.#content !== undefined;
  }

  /** Names who knows how many seconds of the trial are left. */
  countDown(left: () => number): void {
    this.#left = left;
  }

  state(): TrialState {
    if (this.#content !== undefined && !this.#isDecided)
      return { state: "running", seconds: Math.max(0, Math.ceil(this.#left())) };
    const { state, reason = "" } = this.#end;
    return state === "reverted" ? { state, reason } : { state };
  }

  /**
   * Takes something new over, by one write; it counts from the next start, on trial where the device has something that works. Throws where
   * flash does not take it; what holds then is the old.
   */
  commit(content: TrialContent): void {
    this.#write(this.#wasOnline ? "armed" : "kept", { content });
    this.#isCommitted = true;
  }

  /** The device has come online: what it uses has proved itself. Throws where flash fails, and nothing is lost. */
  online(): void {
    // With the old, in the moment before the restart: the new is still to come.
    if (this.#isCommitted) return;
    const content = this.#content;
    if (content !== undefined) {
      this.#write("kept", { content });
      this.#isDecided = true;
      this.#wasOnline = true;
      this.#replace(content, "kept");
      this.#options.log.info("settings", "the new settings work and are kept");
    } else if (!this.#wasOnline) {
      this.#wasOnline = true;
      this.#done(this.#end);
    }
  }

  /** The device did not come online: the next start uses the old. */
  fail(reason: string): void {
    // Failure story: it did come online, and flash failed half-way through the move. Some of the old is gone, so the next start goes on.
    if (this.#isDecided) return;
    this.#options.log.warning("settings", `the new settings do not work (${reason}); back to the old ones`);
    this.#done({ state: "reverted", reason });
  }

  #begin(): void {
    const stored = readDocument(this.#options.domain, key, this.#options.log);
    const content = contentIn(stored?.content);
    this.#wasOnline = stored?.online === true || stored?.phase === "armed" || stored?.phase === "begun";
    if (stored?.phase === "armed" && content !== undefined) {
      this.#write("begun", { content });
      this.#content = content;
    } else if (stored?.phase === "begun") {
      this.fail("the device restarted before it was online");
      this.#forgetStaged();
    } else if (stored?.phase === "kept" && content !== undefined) {
      this.#content = content;
      this.#isDecided = true;
      this.#replace(content, this.#wasOnline ? "kept" : "none");
    } else {
      const { state, reason } = stored ?? {};
      if (state === "kept" || state === "reverted") this.#end = { state, reason: String(reason ?? "") };
      this.#forgetStaged();
    }
  }

  /** Every step may be repeated: what was staged goes last. */
  #replace({ settings, ca, cert, wifi }: TrialContent, state: "kept" | "none"): void {
    const { domain } = this.#options;
    this.#end = { state };
    writeDocument(domain, "settings", settings);
    const roots = rootsText(this.#options, "live");
    const newRoots = rootsText(this.#options, "staged").read();
    if (ca === "none") roots.erase();
    if (ca === "staged" && newRoots !== undefined) roots.write(newRoots);
    const pair = pairText(this.#options, "live");
    const newPair = pairText(this.#options, "staged").read();
    if (cert === "none") pair.erase();
    if (cert === "staged" && newPair !== undefined) pair.write(newPair);
    const network = wifi === "staged" ? new StagedNetwork(this.#options).read() : undefined;
    if (network !== undefined) new KnownNetworks(this.#options).worked(network);
    this.#done({ state });
    this.#content = undefined;
    this.#forgetStaged();
  }

  #done(end: { readonly state: "none" | "kept" | "reverted"; readonly reason?: string }): void {
    this.#end = end;
    this.#write("done", end);
  }

  #write(phase: "armed" | "begun" | "kept" | "done", more: Readonly<Record<string, unknown>>): void {
    writeDocument(this.#options.domain, key, { phase, online: this.#wasOnline, ...more });
  }

  /** What was staged and not committed does not survive a restart, as the settings staged beside it do not. */
  #forgetStaged(): void {
    rootsText(this.#options, "staged").erase();
    pairText(this.#options, "staged").erase();
    new StagedNetwork(this.#options).erase();
  }
}

function contentIn(value: unknown): TrialContent | undefined {
  if (typeof value !== "object" || value === null) return undefined;
  const { settings, ca, cert, wifi } = value as Partial<TrialContent>;
  if (typeof settings !== "object" || settings === null) return undefined;
  return { settings, ca: ca ?? "same", cert: cert ?? "same", ...(wifi === "staged" ? { wifi } : {}) };
}
