import { X509Certificate } from "node:crypto";
import { join } from "node:path";
import type { Bundle } from "../../host-sim/engine/bundle.js";
import { type RunningEngine, startEngine } from "../../host-sim/engine/device-engine.js";
import type { HeapFigures } from "../../host-sim/engine/machine.js";
import type { Cloud } from "./cloud.js";

export interface SubjectOptions {
  readonly bundle: Bundle;
  readonly cloud: Cloud;
  readonly id: string;
  /** Folder in which its flash is made. */
  readonly folder: string;
  /** Milliseconds between two occasions to report; 0 only loads the program. */
  readonly pace: number;
  /** Reports to make before it is asked for more; 1 where absent. */
  readonly goal?: number;
  /** For the bare client, which cannot activate itself. */
  readonly token?: string | undefined;
}

/** Milliseconds after which what has not come will not come. */
const patience = 120_000;
/** Connections are dropped on purpose: the device shall come back at once. */
const hurry = { retryFirstMilliseconds: 10, retryMostMilliseconds: 10, stableMilliseconds: 0 };
/** What the simulated board is told of its computer. */
const computer = { load: 5, memoryUsed: 1000, uptime: 1000, temperature: 40 };

/** A program under measurement, a device or the bare client, on XS. */
export class Subject {
  /** Microseconds of each report that was acknowledged; the first one's is no round trip, it waited for the connection. */
  readonly roundTrips: number[] = [];
  /** Milliseconds from power-up to the first report that was acknowledged. */
  firstReport: number | undefined;
  connections = 0;
  #startedAt = performance.now();
  #engine: RunningEngine | undefined;
  #goal: number;
  #told = new Map<string, unknown>();
  #failure: string | undefined;
  #check: () => void = () => {};

  /** Powers it up. */
  static async start(options: SubjectOptions): Promise<Subject> {
    const subject = new Subject(options.goal ?? 1);
    await subject.#start(options);
    return subject;
  }

  private constructor(goal: number) {
    this.#goal = goal;
  }

  /** Of its worker process. */
  get pid(): number {
    return this.#engine?.pid ?? 0;
  }

  /** The value that it last reported and that was acknowledged; the bare client does not say. */
  told(resource: string): unknown {
    return this.#told.get(resource);
  }

  /** Lets it report until that many were acknowledged; then nothing is on its way. */
  async reach(goal: number): Promise<void> {
    this.#goal = goal;
    await this.until(() => this.roundTrips.length >= goal);
  }

  /** @throws Error where it does not come true in time, or the program ended. */
  async until(isTrue: () => boolean): Promise<void> {
    let timer: NodeJS.Timeout | undefined;
    await new Promise<void>((resolve, reject) => {
      timer = setTimeout(() => reject(new Error(`nothing within ${patience} ms`)), patience);
      this.#check = () => {
        if (this.#failure !== undefined) reject(new Error(this.#failure));
        else if (isTrue()) resolve();
      };
      this.#check();
    });
    clearTimeout(timer);
  }

  /** What lives on its heap after a garbage collection. */
  async heap(): Promise<HeapFigures> {
    const figures = await this.#engine?.heap();
    if (figures === undefined) throw new Error(this.#failure ?? "the device is off");
    return figures;
  }

  async close(): Promise<void> {
    await this.#engine?.close();
  }

  async #start({ bundle, cloud, id, folder, pace, token }: SubjectOptions): Promise<void> {
    const { connectorId, domain, port, ca } = cloud;
    const answers: Readonly<Record<string, () => unknown>> = {
      goal: () => this.#goal,
      computer: () => computer,
      // Readings wait for the time.
      time: () => true,
    };
    this.#engine = await startEngine({
      engine: "xs",
      bundle,
      name: id,
      storageDir: join(folder, id),
      config: { ...hurry, connectorId, domain, port, pace, deviceId: id, token },
      resources: { "ca.der": new X509Certificate(ca).raw },
      call: (name) => answers[name]?.(),
      onTrace: () => {},
      onEvent: (event) => this.#heard(event),
      onExit: ({ kind, reason, position = "" }) => {
        if (kind === "closed") return;
        this.#failure = `${id} ended: ${kind}: ${reason} ${position}`;
        this.#check();
      },
    });
  }

  #heard({ event, resource, value, acknowledged, microseconds }: Record<string, unknown>): void {
    const isReport = event === "reported" && acknowledged === true;
    if (isReport || event === "round-trip") this.firstReport ??= performance.now() - this.#startedAt;
    if (isReport) this.#told.set(String(resource), value);
    if (event === "round-trip") this.roundTrips.push(Number(microseconds));
    if (event === "connected") this.connections++;
    this.#check();
  }
}
