import type { Stage } from "../../firmware/device/device-status.js";
import { codeAdvice, stageAdvice } from "./advice.js";
import { type BoardStatus, boardStatus } from "./board-status.js";
import type { ConsoleClient } from "./console-client.js";
import { ConsoleError } from "./console-error.js";
import { type Slot, upload } from "./upload.js";

/** What a board is to be told. */
export interface ProvisioningPlan {
  /** Tried before anything is stored, so that a wrong passphrase shows within seconds. An empty passphrase is an open network. */
  readonly wifi?: { readonly ssid: string; readonly passphrase: string } | undefined;
  /** By the names in `firmware/storage/settings.ts`. */
  readonly settings: Readonly<Record<string, string>>;
  /** DER; `cert` with its chain behind it, `ca` several roots one behind the other, `key` in PKCS#8. */
  readonly credentials: Readonly<Partial<Record<Slot, Uint8Array>>>;
  /** How long the board may take to come online, seconds; 0 does not wait for it. */
  readonly onlineSeconds: number;
}

export type Step = "hello" | "wifi" | "settings" | "credentials" | "commit" | "online";

/** What happens on the way; holds no secrets. */
export type ProvisioningEvent =
  | {
      readonly event: "step";
      readonly step: Step;
      readonly state: "begun" | "done";
      /** Of a `hello` that is done: under which identity the board answered. */
      readonly identity?: string;
    }
  /** `done` is 0 to 1. */
  | { readonly event: "upload"; readonly slot: Slot; readonly done: number }
  | { readonly event: "stage"; readonly stage: Stage; readonly reason?: string };

/** What the board said of itself when it was online, or when all was stored. */
export interface ProvisioningResult {
  readonly device: string;
  readonly board: string;
  readonly online: boolean;
  /** Of its own certificate, lower-case hex; where it has one. */
  readonly fingerprint?: string;
}

/** A board that could not be provisioned: in which step, why, what to try. */
export class ProvisioningFailure extends Error {
  override readonly name = "ProvisioningFailure";
  readonly step: Step;
  /** How far the board came on its way to the cloud, where it got to that. */
  readonly stage: Stage | undefined;
  readonly advice: string;

  constructor(step: Step, reason: string, advice: string, stage?: Stage) {
    super(reason);
    this.step = step;
    this.stage = stage;
    this.advice = advice;
  }
}

export interface ProvisioningOptions {
  /** Opens the line; called again where it went away, for example with the restart of a board with USB of its own. */
  readonly connect: () => Promise<ConsoleClient>;
  readonly plan: ProvisioningPlan;
  readonly onEvent: (event: ProvisioningEvent) => void;
  /** Milliseconds. */
  readonly sleep: (milliseconds: number) => Promise<void>;
  /** Leaves the line open at the end, for whoever goes on with it. */
  readonly keepOpen?: boolean;
}

/** Between two looks at the status, milliseconds. */
const lookAgain = 1000;
/** For a board to restart and its port to come back, milliseconds. */
const restartPatience = 20_000;

interface Hello {
  readonly id: string;
  readonly board: string;
  readonly proto: number;
}

/**
 * Brings a board from "firmware runs" to "online": says hello, tries the Wi-Fi, stages settings and credentials, applies them together, and
 * watches the board come online. Whatever fails before the commit leaves the board as it was, and so does a commit that does not
 * bring it online where it was online before: that is the board's own promise.
 *
 * @throws ProvisioningFailure
 */
export async function provision(options: ProvisioningOptions): Promise<ProvisioningResult> {
  const run = new Run(options);
  try {
    return await run.all();
  } finally {
    if (options.keepOpen !== true) await run.close();
  }
}

class Run {
  #options: ProvisioningOptions;
  #client: ConsoleClient | undefined;
  /** Of the last hello. */
  #identity: string | undefined;

  constructor(options: ProvisioningOptions) {
    this.#options = options;
  }

  async all(): Promise<ProvisioningResult> {
    const { plan } = this.#options;
    const before = await this.#step("hello", () => this.#hello());
    await this.#step("wifi", () => this.#wifi(), plan.wifi !== undefined);
    await this.#step("settings", () => this.#settings());
    await this.#step("credentials", () => this.#credentials(), Object.keys(plan.credentials).length > 0);
    const commit = await this.#step("commit", () => this.#commit());
    const after =
      commit?.restarts === true ? await this.#step("hello", () => this.#helloAgain(commit.uptime)) : before;
    const status = await this.#step("online", () => this.#online(), plan.onlineSeconds > 0);
    const own = status?.credentials.find(({ slot }) => slot === "cert")?.fingerprint;
    return {
      device: status?.device ?? after?.id ?? "",
      board: after?.board ?? "",
      online: status !== undefined,
      ...(own === undefined ? {} : { fingerprint: own }),
    };
  }

  async close(): Promise<void> {
    await this.#client?.close();
  }

  async #step<T>(step: Step, act: () => Promise<T>, wanted = true): Promise<T | undefined> {
    if (!wanted) return undefined;
    this.#options.onEvent({ event: "step", step, state: "begun" });
    try {
      const result = await act();
      const identity = step === "hello" ? this.#identity : undefined;
      const known = identity === undefined ? {} : { identity };
      this.#options.onEvent({ event: "step", step, state: "done", ...known });
      return result;
    } catch (error) {
      if (error instanceof ConsoleError)
        throw new ProvisioningFailure(step, error.message, codeAdvice[error.code]);
      throw error;
    }
  }

  async #hello(): Promise<Hello> {
    this.#client ??= await this.#options.connect();
    const nonce = Math.floor(Math.random() * 2 ** 32).toString(36);
    const answer = (await this.#client.request(`hello ${nonce}`)) as unknown as Hello;
    this.#identity = answer.id;
    if (answer.proto === 1) return answer;
    throw new ProvisioningFailure(
      "hello",
      `the board speaks version ${answer.proto} of the console, and this tool version 1`,
      codeAdvice.unknown,
    );
  }

  /**
   * The board restarts: its port may go away, and it is deaf for some seconds. Until then the run before may still answer, which its
   * uptime tells: what that one says of the cloud is no longer true.
   */
  async #helloAgain(uptimeBefore: number): Promise<Hello> {
    const { sleep } = this.#options;
    for (let waited = 0; ; waited += lookAgain) {
      try {
        const hello = await this.#hello();
        const { uptime } = boardStatus(await this.#ask("status"));
        if (uptime < uptimeBefore || waited >= restartPatience) return hello;
      } catch (error) {
        if (!(error instanceof Error) || waited >= restartPatience) throw error;
        await this.#client?.close();
        this.#client = undefined;
      }
      await sleep(lookAgain);
    }
  }

  async #wifi(): Promise<void> {
    const { wifi } = this.#options.plan;
    if (wifi === undefined) return;
    await this.#set("wifi.ssid", wifi.ssid);
    await this.#set("wifi.psk", wifi.passphrase);
    await this.#ask("wifi join");
  }

  async #settings(): Promise<void> {
    for (const [key, value] of Object.entries(this.#options.plan.settings)) await this.#set(key, value);
  }

  async #credentials(): Promise<void> {
    for (const slot of ["ca", "cert", "key"] as const) {
      const content = this.#options.plan.credentials[slot];
      if (content === undefined) continue;
      await upload({
        ask: (payload) => this.#ask(payload),
        slot,
        content,
        onProgress: (done) => this.#options.onEvent({ event: "upload", slot, done }),
      });
    }
  }

  async #commit(): Promise<{ readonly restarts: boolean; readonly uptime: number }> {
    const { uptime } = boardStatus(await this.#ask("status"));
    const { restart } = await this.#ask("commit");
    return { restarts: restart === true, uptime };
  }

  async #online(): Promise<BoardStatus> {
    const { plan, sleep, onEvent } = this.#options;
    let shown = "";
    for (let waited = 0; ; waited += lookAgain) {
      const status = await this.#status();
      const { stage, reason } = status.cloud;
      if (stage === "online") return status;
      const words = `${stage} ${reason}`;
      if (words !== shown) onEvent({ event: "stage", stage, ...(reason === undefined ? {} : { reason }) });
      shown = words;
      const trial = status.settings?.trial;
      if (trial?.state === "reverted")
        throw new ProvisioningFailure(
          "online",
          `the board went back to what it had: ${trial.reason ?? "it did not come online"}`,
          stageAdvice[stage],
          stage,
        );
      if (waited >= plan.onlineSeconds * 1000)
        throw new ProvisioningFailure(
          "online",
          `not online after ${plan.onlineSeconds} s: ${reason ?? "no reason was told"}`,
          stageAdvice[stage],
          stage,
        );
      await sleep(lookAgain);
    }
  }

  /** A board on trial may restart at any moment, and comes back. */
  async #status(): Promise<BoardStatus> {
    try {
      return boardStatus(await this.#ask("status"));
    } catch (error) {
      if (!(error instanceof ConsoleError) || (error.code !== "closed" && error.code !== "silent"))
        throw error;
      await this.#client?.close();
      this.#client = undefined;
      await this.#helloAgain(Infinity);
      return boardStatus(await this.#ask("status"));
    }
  }

  /** The value as it is: a passphrase may end in a space. */
  async #set(key: string, value: string): Promise<void> {
    await this.#ask(value === "" ? `set ${key}` : `set ${key} ${value}`);
  }

  async #ask(payload: string): Promise<Readonly<Record<string, unknown>>> {
    this.#client ??= await this.#options.connect();
    return this.#client.request(payload);
  }
}
