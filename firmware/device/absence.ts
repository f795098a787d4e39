import type { Network } from "../ports/network.js";
import type { Clock } from "./clock.js";
import type { DeviceReports } from "./device-reports.js";
import type { Stage } from "./device-status.js";
import type { ReportDetails } from "./event-text.js";
import type { Log } from "./log.js";
import type { Outage, OutageRecord } from "./outage.js";
import type { Recovery, RecoveryStep } from "./recovery.js";
import type { RunRecord } from "./run-record.js";

export interface AbsenceOptions {
  clock: Clock;
  network: Network;
  outage: Outage;
  recovery: Recovery;
  run: RunRecord;
  reports: DeviceReports;
  log: Log;
}

/** What becomes of a device that cannot reach its cloud: the record of it, the steps that may mend it, and the word about it afterwards. */
export class Absence {
  #options: AbsenceOptions;
  #last: OutageRecord | undefined;

  constructor(options: AbsenceOptions) {
    this.#options = options;
  }

  /** The present absence, or else the last one. */
  get record(): OutageRecord | undefined {
    return this.#options.outage.record ?? this.#last;
  }

  /** A session was lost, or a try failed; `reason` is one line for people. */
  failed(stage: Stage, reason: string): void {
    this.#options.outage.failed(stage, reason);
    this.#options.recovery.failed(stage);
  }

  /** The time server answered a question, or did not. */
  timeServer(answered: boolean): void {
    this.#options.recovery.timeServer(answered);
    if (answered) this.#options.run.reached();
  }

  /** The cloud has accepted the device: tells it where the device was. */
  online(): void {
    const { recovery, run, outage, reports, clock } = this.#options;
    recovery.online();
    run.online();
    const record = outage.end();
    if (record === undefined) return;
    this.#last = record;
    reports.first("offline", details(record, clock.now()), clock.uptime(), () => outage.told(record));
  }

  /** Before the next try: takes the step that is due, as far as it is none of the device's connections, and tells which. */
  mend(): RecoveryStep {
    const { recovery, network, outage, run, log } = this.#options;
    const step = recovery.next();
    if (step === "network") {
      log.warning("network", "nobody answers; restarting the network");
      network.restart();
    }
    if (step === "chip") {
      log.error("network", "nobody answers and the network's restart did not help; restarting the device");
      outage.keep();
      run.restartForNetwork();
    }
    return step;
  }
}

function details({ from, stage, reason, tries }: OutageRecord, to: number): ReportDetails {
  return { ...(from === undefined ? {} : { from }), to, stage, reason, tries };
}
