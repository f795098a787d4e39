import { renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { derOf, type RunningConnector, startConnector } from "../../../host-sim/emulators/connector/index.js";
import type { HeapFigures } from "../../../host-sim/engine/machine.js";
import { DamagingProxy } from "../../support/damaging-proxy.js";
import type { Recorded } from "../../support/event-record.js";
import { startProgram } from "./program-run.js";
import { giveTo, type Simulator } from "./simulator.js";

/** The device comes back at once. */
const hurry = { retryFirstMilliseconds: 10, retryMostMilliseconds: 10, stableMilliseconds: 0 };
/** Milliseconds after which what has not come will not come. */
const patience = 600_000;

export interface HeapLifeOptions {
  /** An instrumented build of the programs, with or without fixed pools. */
  readonly program: string;
  readonly folder: string;
}

/**
 * One life of a device in the SDK's simulator (`test/sdk/programs/heap-life.ts`): it reports as often as it is asked to, one report at a time, and
 * then waits, so that its heap can be looked at in equal states.
 */
export class HeapLife {
  #connector: RunningConnector;
  #proxy: DamagingProxy;
  #state: string;
  #simulator: Simulator | undefined;
  /** Events that came, by name. */
  #counts = new Map<string, number>();
  /** Reports that were acknowledged; it tells the last one, and every thousandth. */
  #counted = 0;
  #answers = { goal: 1, look: "" };
  #figures = new Map<string, HeapFigures>();
  #isMissing: string | undefined;
  #check: () => void = () => {};

  private constructor(connector: RunningConnector, proxy: DamagingProxy, state: string) {
    this.#connector = connector;
    this.#proxy = proxy;
    this.#state = state;
  }

  /** Resolves when it is activated and its first report acknowledged. */
  static async begin({ program, folder }: HeapLifeOptions): Promise<HeapLife> {
    const connector = await startConnector({
      stateDir: join(folder, "cloud"),
      port: 0,
      id: "sdk",
      resources: [
        { alias: "count", format: "number" },
        { alias: "target", format: "number", settable: true },
      ],
    });
    const proxy = await DamagingProxy.inFrontOf(connector.port);
    const life = new HeapLife(connector, proxy, join(folder, "device"));
    await life.#start(program);
    return life;
  }

  /** Lets it make that many further reports, each acknowledged; then nothing is on its way. */
  async report(count: number): Promise<void> {
    const goal = this.#answers.goal + count;
    this.#answer({ goal });
    await this.#until(() => this.#counted >= goal, `report ${goal}`);
  }

  /** Cuts its connection; resolves when it has logged in again and has made one report. */
  async reconnect(): Promise<void> {
    const connections = this.#count("connected") + 1;
    this.#proxy.cut();
    await this.#until(() => this.#count("connected") >= connections, `connection ${connections}`);
    await this.report(1);
  }

  /** What lives on its heap when the garbage is gone. */
  async look(): Promise<HeapFigures> {
    const look = `look ${this.#figures.size}`;
    this.#answer({ look });
    await this.#until(() => this.#figures.has(look), look);
    const figures = this.#figures.get(look);
    if (figures === undefined) throw new Error(look);
    return figures;
  }

  async close(): Promise<void> {
    await this.#simulator?.stop();
    this.#proxy.close();
    await this.#connector.close();
  }

  async #start(program: string): Promise<void> {
    const { connectorId, domain, ca } = this.#connector;
    giveTo(this.#state, {}, derOf(ca));
    this.#answer({});
    this.#simulator = await startProgram({
      built: program,
      program: "heap-life",
      state: this.#state,
      config: { ...hurry, connectorId, domain, port: this.#proxy.port, deviceId: "sdk-1" },
      onEvent: (event) => this.#hear(event),
      onLine: (line) => {
        if (!line.includes("XS abort")) return;
        this.#isMissing = line;
        this.#check();
      },
    });
    await this.#until(() => this.#counted >= 1, "the first report");
    // The device tells what the cloud can write a second after its first login.
    await this.#until(() => this.#count("told target") >= 1, "its target");
  }

  #hear({ event, resource, acknowledged, count, at, slots, chunkBytes }: Recorded): void {
    const name = event === "reported" && acknowledged === true ? `told ${String(resource)}` : event;
    this.#counts.set(name, this.#count(name) + 1);
    if (event === "counted") this.#counted = Number(count);
    if (event === "heap")
      this.#figures.set(String(at), { slots: Number(slots), chunkBytes: Number(chunkBytes) });
    if (event === "restart" || event === "simulator-exited") this.#isMissing ??= "the device has ended";
    this.#check();
  }

  #count(event: string): number {
    return this.#counts.get(event) ?? 0;
  }

  #answer(answers: Partial<{ goal: number; look: string }>): void {
    this.#answers = { ...this.#answers, ...answers };
    const file = join(this.#state, "answers.json");
    writeFileSync(`${file}.new`, JSON.stringify(this.#answers));
    renameSync(`${file}.new`, file);
  }

  async #until(isTrue: () => boolean, what: string): Promise<void> {
    let timer: NodeJS.Timeout | undefined;
    await new Promise<void>((resolve, reject) => {
      timer = setTimeout(() => reject(new Error(`${what}: not within ${patience} ms`)), patience);
      this.#check = () => {
        if (this.#isMissing !== undefined) reject(new Error(`${what}: ${this.#isMissing}`));
        else if (isTrue()) resolve();
      };
      this.#check();
    });
    clearTimeout(timer);
  }
}
