import type { CloudAdapter, CloudLink, CloudSession } from "../cloud/cloud-adapter.js";
import type { TimerHandle } from "../ports/timer.js";
import type { Secret } from "../storage/secret.js";
import { Approach, type ApproachOptions } from "./approach.js";
import type { BackOff } from "./back-off.js";
import type { ContentList } from "./content-list.js";
import type { Credentials, HeldCredentials } from "./credentials.js";
import type { DeviceEvent } from "./device-event.js";
import type { DeviceReports } from "./device-reports.js";
import type { DeviceStatus, Stage } from "./device-status.js";
import { describe, type Failure, failure, isRefusal, isSlow, stageOf } from "./failure.js";
import { type LifeEvent, next, type State } from "./life-cycle.js";
import type { Postman } from "./postman.js";

export interface DeviceOptions extends ApproachOptions {
  id: string;
  reports: DeviceReports;
  adapter: CloudAdapter;
  credentials: Credentials;
  /** For what may be over soon. */
  backOff: BackOff;
  /** For what somebody has to mend first. */
  slowBackOff: BackOff;
  postman: Postman;
  contents: ContentList;
  /** Called in the middle of things: must neither throw nor call back into the device. */
  observe(event: DeviceEvent): void;
}

/** Between activation and login, milliseconds: the first connection is gone by then. Two TLS sessions do not fit into a small heap. */
const handOver = 100;
/**
 * Carries out the life cycle: which connection is open, what it means when it ends, how long to wait before the next. What travels
 * over an open session is the postman's.
 */
export class Device {
  #options: DeviceOptions;
  #approach: Approach;
  #state: State = "off";
  #link: CloudLink | undefined;
  /** Runs between activation and login. */
  #pause: TimerHandle | undefined;
  /** How far the last try came. */
  #stage: Stage | undefined;
  #reason: string | undefined;
  /** Received, and not in flash because flash failed. The cloud hands them out once (CN-PROV-2), so they are not let go. */
  #unstored: Secret | undefined;
  /** Offered credentials were refused at the login: the offer may be lost, so it is the next thing to repeat. */
  #offerAgain = false;
  /** Uptime at which the present session opened, milliseconds. */
  #openedAt = 0;

  constructor(options: DeviceOptions) {
    this.#options = options;
    this.#approach = new Approach(options, {
      onLink: () => this.#move("link-up"),
      onTry: () => this.#try(),
      onNoLink: (reason) => this.#failed(reason),
    });
  }

  get state(): State {
    return this.#state;
  }

  /** Where the last try ended and why, and milliseconds to the next one; `online` where the session stands. */
  get cloud(): DeviceStatus["cloud"] {
    const { network, time } = this.#options;
    const link = network.status();
    const begun = this.#state === "network" ? (link.stage === "up" ? "address" : link.stage) : undefined;
    const stage = begun ?? this.#stage ?? (time.known ? "dns" : "time");
    const reason = begun === undefined ? this.#reason : link.reason;
    const { retryIn } = this.#approach;
    return {
      stage,
      ...(reason === undefined ? {} : { reason }),
      ...(retryIn === undefined ? {} : { retryIn }),
    };
  }

  /** Begins to live; the device needs nothing more from its caller. */
  start(): void {
    this.#move("power");
    this.#approach.start();
  }

  /** Closes the connection and lets go of all timers. The device may be started again. */
  stop(): void {
    if (this.#state === "off") return;
    this.#options.Timer.clear(this.#pause);
    this.#approach.stop();
    this.#options.time.stop();
    this.#hangUp();
    this.#move("stop");
  }

  #try(): void {
    const held = this.#held();
    if (held !== undefined && "code" in held) return this.#failed(held);
    if (held === undefined || (held.standing === "offered" && this.#offerAgain)) {
      this.#move("activate");
      this.#activate(held?.secret);
    } else {
      this.#move("log-in");
      this.#connect(held);
    }
  }

  #held(): HeldCredentials | Failure | undefined {
    try {
      this.#store();
      return this.#options.credentials.read();
    } catch (error) {
      return failure("storage-failed", error);
    }
  }

  #activate(offered: Secret | undefined): void {
    const { adapter, credentials, log, id } = this.#options;
    log.info("cloud", `activating ${id}`);
    // If this offer fails too, the one before may have arrived after all: the next try is a login again.
    this.#offerAgain = false;
    this.#link = adapter.activate(offered, {
      onCredentials: (received) => {
        this.#unstored = received;
        try {
          this.#store();
        } catch (error) {
          this.#hangUp();
          return this.#failed(failure("storage-failed", error));
        }
        this.#handOver({ secret: received, standing: "known" });
      },
      onOffer: (made) => {
        try {
          credentials.write({ secret: made, standing: "offered" });
          return true;
        } catch (error) {
          this.#hangUp();
          this.#failed(failure("storage-failed", error));
          return false;
        }
      },
      onOffered: (secret) => this.#handOver({ secret, standing: "offered" }),
      onClosed: (reason) => this.#failed(reason),
    });
  }

  /** From the anonymous connection to the login. */
  #handOver(credentials: HeldCredentials): void {
    this.#hangUp();
    this.#move("activated");
    this.#pause = this.#options.Timer.set(() => this.#connect(credentials), handOver);
  }

  /** Puts into flash what was received, where that was not done yet; throws where flash fails. */
  #store(): void {
    if (this.#unstored === undefined) return;
    this.#known(this.#unstored);
    this.#unstored = undefined;
  }

  /** The cloud knows these credentials: the device is activated. Throws where flash fails. */
  #known(secret: Secret): void {
    const { credentials, postman, observe, log, id } = this.#options;
    credentials.write({ secret, standing: "known" });
    postman.introduce();
    observe({ event: "activated", device: id });
    log.info("cloud", "activated; credentials stored");
  }

  #connect({ secret, standing }: HeldCredentials): void {
    const { adapter, absence, reports, postman, contents, clock, observe, log, id } = this.#options;
    log.info("cloud", `connecting as ${id}`);
    const session: CloudSession = adapter.connect(secret, {
      onOpen: () => {
        if (standing !== "known") this.#confirm(secret);
        this.#openedAt = clock.uptime();
        this.#stage = "online";
        this.#reason = undefined;
        this.#move("accepted");
        observe({ event: "connected", device: id });
        log.info("cloud", "connected");
        absence.online();
        reports.open(session);
        postman.open(session);
        contents.open(session);
      },
      onRoom: () => {
        if (reports.deliver()) postman.deliver();
        contents.deliver();
      },
      onContents: (answer) => contents.answered(answer),
      onAcknowledged: (batch) => {
        if (!reports.acknowledged(batch)) postman.acknowledged(batch);
      },
      onWrite: (resource, payload, stamp) => postman.written(resource, payload, stamp),
      onClosed: (reason) => {
        this.#offerAgain = standing === "offered" && this.#state === "connecting" && isRefusal(reason);
        this.#failed(reason);
      },
    });
    this.#link = session;
  }

  /** The first login with what the device had offered or brought along. Flash that fails now costs nothing: the next login confirms it as well. */
  #confirm(secret: Secret): void {
    try {
      this.#known(secret);
    } catch (error) {
      this.#options.log.warning("storage", `credentials not marked as known: ${String(error)}`);
    }
  }

  /** Every way in which activation, login or session can end, except by `stop`. */
  #failed(reason: Failure): void {
    const { backOff, slowBackOff, clock, time, absence, log, observe } = this.#options;
    this.#link = undefined;
    this.#endSession();
    // With a wrong clock no certificate is in date: then the time is what is missing.
    this.#stage = reason.code === "tls-failed" && !time.known ? "time" : stageOf(reason);
    this.#reason = describe(reason);
    absence.failed(this.#stage, this.#reason);
    if (this.#state === "online") {
      backOff.stood(clock.uptime() - this.#openedAt);
      slowBackOff.stood(Infinity); // it was accepted
      observe({ event: "disconnected", reason: describe(reason) });
    }
    // An offer that has to be repeated is part of an activation, and nobody has to mend anything before that.
    const slow = isSlow(reason) && this.#state !== "online" && !this.#offerAgain;
    const retryIn = (slow ? slowBackOff : backOff).next();
    log.warning("cloud", `${describe(reason)}; next try in ${(retryIn / 1000).toFixed(1)} s`);
    this.#move(slow ? "refused" : "failed", { reason: describe(reason), retryIn });
    this.#approach.later(retryIn, !slow);
  }

  #hangUp(): void {
    this.#endSession();
    this.#link?.close();
    this.#link = undefined;
  }

  #endSession(): void {
    const { reports, postman, contents } = this.#options;
    reports.close();
    postman.close();
    contents.close();
  }

  #move(event: LifeEvent, why: { reason?: string; retryIn?: number } = {}): void {
    const state = next(this.#state, event);
    if (state === undefined) throw new Error(`life cycle: ${event} has no place in ${this.#state}`);
    this.#state = state;
    this.#options.observe({ event: "state", state, ...why });
  }
}
