import { BackOff } from "../device/back-off.js";
import type { Log } from "../device/log.js";
import type {
  Network,
  NetworkOwner,
  NetworkStage,
  NetworkStatus,
  WiFiControl,
  WiFiCredentials,
} from "../ports/network.js";
import type { TimerHandle, TimerPort } from "../ports/timer.js";
import { usable, type WiFiStationConstructor } from "../ports/wifi-station.js";
import { Join, type JoinOutcome } from "./join.js";
import type { KnownNetworks } from "./known-networks.js";
import { StationDriver } from "./station-driver.js";
import { type SurveyResult, survey } from "./survey.js";

export interface WiFiNetworkOptions {
  WiFi: WiFiStationConstructor;
  Timer: TimerPort;
  known: KnownNetworks;
  /** From 0 (inclusive) to 1 (exclusive). */
  random(): number;
  /** Until the device has given its own. */
  log: Log;
}

/** Between two rounds through the known networks, milliseconds; see `BackOff`. */
const rest = Object.freeze({ first: 2000, cap: 120_000, floor: 500, stable: 0 });

const nobody = Object.freeze({ onUp: () => undefined, onDown: () => undefined });

/**
 * Wi-Fi that mends itself. It goes through the known networks, the last good one first, and rests in growing gaps when none could be
 * joined. New credentials are tried before they replace anything: a wrong passphrase, a power cut or a change of mind leaves what worked.
 *
 *     round ─→ join ─ joined → up ─ lost ─→ round
 *       ↑        └ failed → next network; after the last: look who is in range, rest ─→ round
 *       └── trial (join of new credentials): joined → up, stored by `keep`; failed → back to the known ones
 */
export class WiFiNetwork implements Network, WiFiControl {
  #options: WiFiNetworkOptions;
  #backOff: BackOff;
  #callbacks: { onUp(): void; onDown(reason: string): void } = nobody;
  #driver: StationDriver;
  #join: Join | undefined;
  #timer: TimerHandle | undefined;
  #cancelSurvey: (() => void) | undefined;
  /** Ends the trial under way without success. */
  #giveUpTrial: ((reason: string) => void) | undefined;
  /** The network of the present try or link. */
  #present: WiFiCredentials | undefined;
  /** No network is known: no timer runs. */
  #isIdle = false;
  #stage: NetworkStage = "link";
  #reason: string | undefined;
  #log: Log;

  constructor(options: WiFiNetworkOptions) {
    this.#options = options;
    this.#log = options.log;
    this.#driver = new StationDriver({ ...options, onChanged: () => this.#changed() });
    this.#backOff = new BackOff({ ...rest, random: () => options.random() });
  }

  prepare(owner: NetworkOwner): void {
    this.#log = owner.log;
    this.#driver.prepare(owner);
  }

  start(callbacks: { onUp(): void; onDown(reason: string): void }): void {
    this.#callbacks = callbacks;
    this.#driver.open();
    this.#timer = this.#options.Timer.set(() => this.#round());
  }

  restart(): void {
    if (this.#giveUpTrial !== undefined) return; // a trial is a restart of its own
    // Failure story: the access point is there and its way out is not, as after a move or behind a login page. The others come first.
    const failing = this.#stage === "up" ? this.#present?.ssid : undefined;
    this.#stop("taken down to begin anew");
    this.#round(failing);
  }

  status(): NetworkStatus {
    const station = this.#stage === "link" ? undefined : this.#driver.station;
    return {
      kind: "wifi",
      stage: this.#stage,
      ...(this.#reason === undefined ? {} : { reason: this.#reason }),
      ...(this.#present === undefined ? {} : { ssid: this.#present.ssid }),
      ...(station?.RSSI === undefined ? {} : { rssi: station.RSSI }),
      ...(station?.address === undefined ? {} : { address: station.address }),
    };
  }

  get wifi(): WiFiControl {
    return this;
  }

  forget(): void {
    this.#options.known.forget();
    this.restart();
  }

  /** A try to join is interrupted for it, a standing link is not. Whatever begins anew meanwhile ends it without a result. */
  scan(onDone: (found: SurveyResult) => void): void {
    if (this.#giveUpTrial !== undefined) {
      this.#options.Timer.set(() => onDone(undefined));
      return;
    }
    const wasUp = this.#stage === "up";
    if (!wasUp) this.#stop("interrupted by a scan");
    this.#survey(
      (found) => {
        onDone(found);
        if (!wasUp) this.#round();
      },
      // Failure story: a restart of the network came in between, nobody answered the scan, and the console waited for it for ever.
      () => void this.#options.Timer.set(() => onDone(undefined)),
    );
  }

  join(network: WiFiCredentials, onDone: (reason?: string) => void): void {
    this.#giveUpTrial?.("other credentials came in between");
    this.#stop(`trying ${network.ssid}`);
    const end = (reason?: string): void => {
      this.#giveUpTrial = undefined;
      onDone(reason);
    };
    this.#giveUpTrial = (reason) => {
      this.#join?.cancel();
      end(reason);
    };
    this.#try(network, (outcome) => {
      if (outcome !== "joined")
        return this.#explain(network, outcome, (reason) => this.#rollBack(reason, end));
      end();
      this.#up(network);
    });
  }

  keep(network: WiFiCredentials): void {
    this.#options.known.worked(network);
    if (this.#isIdle) this.restart();
  }

  confine(network?: WiFiCredentials): void {
    this.#options.known.confine(network);
  }

  #rollBack(reason: string, end: (reason: string) => void): void {
    this.#log.warning("wifi", `${reason}; back to the networks that worked`);
    end(reason);
    this.#stop(reason);
    this.#round();
  }

  /** Begins with the best known network; with `last` at the end. */
  #round(last?: string): void {
    const known = this.#options.known.list();
    const networks = [
      ...known.filter(({ ssid }) => ssid !== last),
      ...known.filter(({ ssid }) => ssid === last),
    ];
    if (networks.length > 0) return this.#next(networks);
    this.#present = undefined;
    if (!this.#options.known.isRead) return this.#rest("the known networks could not be read");
    // Nothing to try until somebody names a network: `join` and `keep` go on from here.
    this.#isIdle = true;
    this.#reason = "no network is known; set wifi.ssid and wifi.psk";
    this.#log.warning("wifi", this.#reason);
  }

  #next(networks: WiFiCredentials[]): void {
    const network = networks.shift();
    if (network === undefined) return;
    this.#try(network, (outcome) => {
      if (outcome === "joined") return this.#joined(network);
      if (networks.length > 0 && outcome !== "no-station") return this.#next(networks);
      this.#explain(network, outcome, (reason) => this.#rest(reason));
    });
  }

  #try(network: WiFiCredentials, onEnd: (outcome: JoinOutcome | "no-station") => void): void {
    this.#present = network;
    this.#isIdle = false;
    this.#stage = "link";
    const { Timer } = this.#options;
    const station = this.#driver.open();
    if (station === undefined) {
      this.#timer = Timer.set(() => onEnd("no-station"));
      return;
    }
    this.#join = new Join({
      station,
      Timer,
      network,
      onLinked: () => {
        this.#stage = "address";
        this.#reason = "waiting for an address (DHCP)";
      },
      onEnd: (outcome) => {
        this.#join = undefined;
        onEnd(outcome);
      },
    });
  }

  #joined(network: WiFiCredentials): void {
    try {
      this.#options.known.worked(network);
    } catch (error) {
      // It is in flash somewhere, or in the build: only the order is lost.
      this.#log.warning("wifi", `the order of the networks was not stored: ${String(error)}`);
    }
    this.#up(network);
  }

  #up({ ssid }: WiFiCredentials): void {
    this.#stage = "up";
    this.#reason = undefined;
    this.#backOff.stood(Infinity);
    this.#log.info("wifi", `connected to ${ssid}`);
    this.#callbacks.onUp();
  }

  /** Nobody tells why a try failed, but a look around tells two cases apart. */
  #explain(
    network: WiFiCredentials,
    outcome: JoinOutcome | "no-station",
    onReason: (reason: string) => void,
  ): void {
    if (outcome === "no-station") return onReason(`Wi-Fi does not start: ${this.#driver.fault}`);
    if (outcome === "no-address") return onReason(`${network.ssid}: no address; is its DHCP server on?`);
    this.#survey((found) => {
      if (found === undefined) return onReason(`${network.ssid}: could not be joined`);
      const isThere = found.some(({ SSID }) => SSID === network.ssid);
      onReason(
        isThere
          ? `${network.ssid}: is in range and refuses; is the passphrase right?`
          : `${network.ssid}: is not in range (or hidden, or on 5 GHz)`,
      );
    });
  }

  #rest(reason: string): void {
    const pause = this.#backOff.next();
    this.#stage = "link";
    this.#reason = reason;
    this.#log.warning("wifi", `${reason}; next try in ${(pause / 1000).toFixed(1)} s`);
    this.#timer = this.#options.Timer.set(() => this.#round(), pause);
  }

  /** One of the two comes, once: `onDone` with what was found, or `onCancelled` inside the call that ended it. */
  #survey(onDone: (found: SurveyResult) => void, onCancelled: () => void = () => undefined): void {
    this.#cancelSurvey?.();
    const { Timer } = this.#options;
    const station = this.#driver.open();
    const finish = (found: SurveyResult): void => {
      this.#cancelSurvey = undefined;
      onDone(found);
    };
    const timer = station === undefined ? Timer.set(() => finish(undefined)) : undefined;
    const cancel = station === undefined ? () => Timer.clear(timer) : survey({ station, Timer }, finish);
    this.#cancelSurvey = () => {
      this.#cancelSurvey = undefined;
      cancel();
      onCancelled();
    };
  }

  #changed(): void {
    if (this.#join !== undefined) return this.#join.changed();
    if (this.#stage !== "up" || (this.#driver.station?.connection ?? usable) >= usable) return;
    this.#stop(`the link to ${this.#present?.ssid ?? "the access point"} was lost`);
    this.#round();
  }

  /** Lets go of the link and of whatever is under way. */
  #stop(reason: string): void {
    const wasUp = this.#stage === "up";
    this.#options.Timer.clear(this.#timer);
    this.#cancelSurvey?.();
    this.#join?.cancel();
    this.#join = undefined;
    this.#stage = "link";
    this.#reason = reason;
    if (wasUp) this.#callbacks.onDown(reason);
  }
}
