import type { CloudAdapter, CloudLink, CloudSession } from "../cloud/cloud-adapter.js";
import type { TimerHandle, TimerPort } from "../ports/timer.js";
import type { Secret } from "../storage/secret.js";
import type { BackOff } from "./back-off.js";
import type { Clock } from "./clock.js";
import type { DeviceEvent } from "./device-event.js";
import { describe, type Failure, failure, isSlow } from "./failure.js";
import { type LifeEvent, next, type State } from "./life-cycle.js";
import type { Log } from "./log.js";
import type { Postman } from "./postman.js";

export interface DeviceOptions {
  id: string;
  Timer: TimerPort;
  clock: Clock;
  log: Log;
  /** Brings the link up; `onUp` comes once. */
  startNetwork(onUp: () => void): void;
  adapter: CloudAdapter;
  credentials: { read(): Secret | undefined; write(credentials: Secret): void };
  /** For what may be over soon. */
  backOff: BackOff;
  /** For what somebody has to mend first. */
  slowBackOff: BackOff;
  postman: Postman;
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
  #state: State = "off";
  #link: CloudLink | undefined;
  #retry: TimerHandle | undefined;
  /** Received, and not in flash because flash failed. The cloud hands them out once (CN-PROV-2), so they are not let go. */
  #unstored: Secret | undefined;
  /** Uptime at which the present session opened, milliseconds. */
  #openedAt = 0;

  constructor(options: DeviceOptions) {
    this.#options = options;
  }

  get state(): State {
    return this.#state;
  }

  /** Begins to live; the device needs nothing more from its caller. */
  start(): void {
    const { startNetwork, clock, log } = this.#options;
    this.#move("power");
    startNetwork(() => {
      if (this.#state !== "network") return; // stopped in the meantime
      this.#move("link-up");
      clock.synchronize((known) => {
        if (this.#state !== "clock") return;
        if (!known) log.warning("clock", "no time from the network; going on with the best guess");
        this.#try();
      });
    });
  }

  /** Closes the connection and lets go of all timers. The device may be started again. */
  stop(): void {
    if (this.#state === "off") return;
    this.#options.Timer.clear(this.#retry);
    this.#hangUp();
    this.#move("stop");
  }

  #try(): void {
    let credentials: Secret | undefined;
    try {
      this.#store();
      credentials = this.#options.credentials.read();
    } catch (error) {
      return this.#failed(failure("storage-failed", error));
    }
    if (credentials === undefined) {
      this.#move("activate");
      this.#activate();
    } else {
      this.#move("log-in");
      this.#connect(credentials);
    }
  }

  #activate(): void {
    const { adapter, log, id, Timer } = this.#options;
    log.info("cloud", `activating ${id}`);
    this.#link = adapter.activate({
      onCredentials: (received) => {
        this.#unstored = received;
        try {
          this.#store();
        } catch (error) {
          this.#hangUp();
          return this.#failed(failure("storage-failed", error));
        }
        this.#hangUp();
        this.#move("activated");
        this.#retry = Timer.set(() => this.#connect(received), handOver);
      },
      onClosed: (reason) => this.#failed(reason),
    });
  }

  /** Puts into flash what was received, where that was not done yet; throws where flash fails. */
  #store(): void {
    const { credentials, postman, observe, log, id } = this.#options;
    if (this.#unstored === undefined) return;
    credentials.write(this.#unstored);
    this.#unstored = undefined;
    postman.introduce();
    observe({ event: "activated", device: id });
    log.info("cloud", "activated; credentials stored");
  }

  #connect(credentials: Secret): void {
    const { adapter, postman, clock, observe, log, id } = this.#options;
    log.info("cloud", `connecting as ${id}`);
    const session: CloudSession = adapter.connect(credentials, {
      onOpen: () => {
        this.#openedAt = clock.uptime();
        this.#move("accepted");
        observe({ event: "connected", device: id });
        log.info("cloud", "connected");
        postman.open(session);
      },
      onRoom: () => postman.deliver(),
      onAcknowledged: (batch) => postman.acknowledged(batch),
      onWrite: (resource, payload) => postman.written(resource, payload),
      onClosed: (reason) => this.#failed(reason),
    });
    this.#link = session;
  }

  /** Every way in which activation, login or session can end, except by `stop`. */
  #failed(reason: Failure): void {
    const { backOff, slowBackOff, Timer, clock, log, observe } = this.#options;
    this.#link = undefined;
    this.#options.postman.close();
    if (this.#state === "online") {
      backOff.stood(clock.uptime() - this.#openedAt);
      slowBackOff.stood(Infinity); // it was accepted
      observe({ event: "disconnected", reason: describe(reason) });
    }
    const slow = isSlow(reason) && this.#state !== "online";
    const retryIn = (slow ? slowBackOff : backOff).next();
    log.warning("cloud", `${describe(reason)}; next try in ${(retryIn / 1000).toFixed(1)} s`);
    this.#move(slow ? "refused" : "failed", { reason: describe(reason), retryIn });
    this.#retry = Timer.set(() => this.#try(), retryIn);
  }

  #hangUp(): void {
    this.#options.postman.close();
    this.#link?.close();
    this.#link = undefined;
  }

  #move(event: LifeEvent, why: { reason?: string; retryIn?: number } = {}): void {
    const state = next(this.#state, event);
    if (state === undefined) throw new Error(`life cycle: ${event} has no place in ${this.#state}`);
    this.#state = state;
    this.#options.observe({ event: "state", state, ...why });
  }
}
