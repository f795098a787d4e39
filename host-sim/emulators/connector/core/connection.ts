import type { ClientCertificate } from "./authentication/credential.js";
import type { Connector } from "./connector.js";
import { Detour } from "./faults/detour.js";
import type { FaultBoard, Victim } from "./faults/fault-board.js";
import type { Pace } from "./faults/slow-line.js";
import type { CloseReason, Refusal } from "./reasons.js";
import { type SendTiming, Session, type SessionLimits, type Transport } from "./session.js";

/** The way out of a connection. No method may call back into it. */
export interface Wire {
  send(bytes: Uint8Array): void;
  /** Ends the connection once what was sent is out. */
  close(): void;
  /** Ends it at once, as if the cable were cut. */
  cut(): void;
  /** Stops and starts the reading of bytes. */
  pause(): void;
  resume(): void;
  /** `deadline` may have come nearer. */
  reschedule(): void;
}

export interface ConnectionOptions {
  readonly connector: Connector;
  /** Number of the connection, for events. */
  readonly connection: number;
  readonly wire: Wire;
  /** Milliseconds since 1970, like every `now` below. */
  readonly now: number;
  readonly limits?: SessionLimits;
  readonly certificate?: ClientCertificate;
}

/** Received bytes kept while they may not be looked at; beyond, the wire is not read. */
const MAX_HELD_BYTES = 65_536;
/** Bytes that may wait to be sent; beyond, the connection is given up. Holds two largest values. */
export const MAX_UNSENT_BYTES = 4 * 1024 * 1024;

/**
 * One connection: a session and its line. Without faults bytes pass straight through; with them they are held,
 * slowed, swallowed or cut here, and the session need not know. Bytes and the time in, bytes out: no socket, no
 * clock, so that a simulation can run it under a virtual one.
 */
export class Connection implements Transport {
  readonly #session: Session;
  readonly #wire: Wire;
  readonly #faults: FaultBoard;
  readonly #unsubscribe: () => void;
  /** Made by the first fault: most connections never meet one. */
  #detour: Detour | undefined;
  /** Number of the newest fault that this connection was told of. */
  #knownFaults: number;
  /**
   * `closing`: the session ended, its last bytes are to leave. `forgotten`: it ended and the client is not told.
   * `over`: the wire was told to end.
   */
  #phase: "open" | "closing" | "forgotten" | "over" = "open";
  /** Set inside a call of the session's, which must return before the connection can be ended. */
  #doom: CloseReason | undefined;
  /** Nothing may leave before, in milliseconds since 1970. */
  #holdUntil = 0;
  #isPaused = false;
  #now: number;

  constructor(options: ConnectionOptions) {
    this.#wire = options.wire;
    this.#now = options.now;
    this.#faults = options.connector.faults;
    this.#knownFaults = this.#faults.newest;
    this.#session = new Session({ ...options, transport: this });
    this.#unsubscribe = this.#faults.subscribe((now) => this.#faultsChanged(now));
  }

  /** When `tick` has something to do, in milliseconds since 1970; undefined: never, unless more is received. */
  get deadline(): number | undefined {
    if (this.#doom !== undefined) return this.#now;
    if (this.#phase === "forgotten" || this.#phase === "over" || this.#isStalled) return undefined;
    const detour = this.#detour;
    if (detour === undefined || (detour.inbound.isEmpty && detour.isSent)) return this.#session.deadline;
    const times = [this.#session.deadline, ...detour.dues];
    const known = times.filter((time) => time !== undefined);
    return known.length === 0 ? undefined : Math.min(...known);
  }

  receive(bytes: Uint8Array, now: number): void {
    this.#now = now;
    if (this.#phase !== "open") return;
    if (this.#faults.isQuiet && (this.#detour?.inbound.isEmpty ?? true)) {
      this.#session.receive(bytes, now);
      return this.#settle();
    }
    const { budget, inbound } = this.#line;
    const passing = budget.take("received", bytes, this.#victim, now);
    inbound.push(passing, now, this.#pace);
    this.tick(now);
    if (passing.length < bytes.length) this.#drop();
    this.#throttle();
  }

  /** Applies the deadlines. */
  tick(now: number): void {
    this.#now = now;
    if (this.#phase === "forgotten" || this.#phase === "over") return;
    if (!this.#isStalled) {
      for (const bytes of this.#detour?.inbound.take(now) ?? []) this.#session.receive(bytes, now);
      this.#flush(now);
      this.#session.tick(now);
      this.#throttle();
    }
    this.#settle();
  }

  refuse(refusal: Refusal & CloseReason, now: number): void {
    this.#session.logRefusal(refusal);
    this.end(refusal, now);
  }

  /** Ends the session; what it sent before still leaves. */
  end(reason: CloseReason, now: number): void {
    this.#now = now;
    this.#session.end(reason, now);
  }

  /** The wire is gone. */
  gone(now: number): void {
    this.#phase = "over";
    this.end("connection-lost", now);
    this.#unsubscribe();
  }

  /** For the session. */
  send(bytes: Uint8Array, timing?: SendTiming): void {
    const { now } = this.#session;
    this.#now = now;
    if (timing === undefined && this.#faults.isQuiet && this.#isSent) return this.#wire.send(bytes);
    const due = Math.max(now + (timing?.delay ?? 0), this.#holdUntil);
    if (timing?.holdsRest === true) this.#holdUntil = due;
    this.#line.delayed.push(bytes, due);
    if (!this.#isStalled) this.#flush(now);
    if (this.#line.unsentBytes > MAX_UNSENT_BYTES) this.#doom = "slow-reader";
    this.#wire.reschedule();
  }

  /** For the session. */
  close(): void {
    if (this.#phase !== "open") return;
    this.#phase = "closing";
    this.#finish();
  }

  get #victim(): Victim {
    const { connection, device } = this.#session;
    return device === undefined ? { connection } : { connection, device: device.id };
  }

  get #pace(): Pace | undefined {
    return this.#faults.active("slow-link", this.#victim.device)?.fault;
  }

  get #line(): Detour {
    this.#detour ??= new Detour(this.#faults);
    return this.#detour;
  }

  get #isSent(): boolean {
    return this.#detour?.isSent ?? true;
  }

  get #isStalled(): boolean {
    return !this.#faults.isQuiet && this.#faults.active("stall", this.#victim.device) !== undefined;
  }

  /** Sends what is due: delayed packets enter the line, bytes that are through it leave. */
  #flush(now: number): void {
    const detour = this.#detour;
    if (detour === undefined) return;
    for (const packet of detour.delayed.take(now)) detour.outbound.push(packet, now, this.#pace);
    for (const bytes of detour.outbound.take(now)) this.#transmit(bytes);
  }

  #transmit(bytes: Uint8Array): void {
    if (this.#doom !== undefined) return;
    const passing = this.#line.budget.take("sent", bytes, this.#victim, this.#now);
    if (passing.length > 0) this.#wire.send(passing);
    if (passing.length < bytes.length) this.#doom = "dropped";
  }

  /** Does what could not be done while the session was at work. */
  #settle(): void {
    if (this.#doom !== undefined) this.#drop(this.#doom);
    this.#finish();
  }

  /** Ends both sides of the connection. Of what was sent nothing more leaves; what left arrives. */
  #drop(reason: CloseReason = "dropped"): void {
    this.#doom = undefined;
    if (this.#phase === "over") return;
    this.#phase = "over";
    this.#session.end(reason, this.#now);
    if (reason === "slow-reader") this.#wire.cut();
    else this.#wire.close();
  }

  #finish(): void {
    if (this.#phase !== "closing" || !this.#isSent) return;
    this.#phase = "over";
    this.#wire.close();
  }

  /** Comes in the middle of other connections' work, so that the session is left alone but for `half-open`. */
  #faultsChanged(now: number): void {
    const halfOpen = this.#faults.active("half-open", this.#victim.device);
    // Those who come later are not concerned.
    const isNew = halfOpen !== undefined && halfOpen.id > this.#knownFaults;
    this.#knownFaults = this.#faults.newest;
    if (this.#phase === "forgotten" && halfOpen === undefined) {
      this.#phase = "over";
      this.#wire.cut();
    } else if (this.#phase === "open" && isNew) {
      this.#phase = "forgotten";
      this.#faults.strike("half-open", this.#victim, now);
      this.end("half-open", now);
    }
    this.#wire.reschedule();
  }

  #throttle(): void {
    const isFull = (this.#detour?.inbound.sizeBytes ?? 0) > MAX_HELD_BYTES;
    if (isFull === this.#isPaused || this.#phase !== "open") return;
    this.#isPaused = isFull;
    if (isFull) this.#wire.pause();
    else this.#wire.resume();
  }
}
