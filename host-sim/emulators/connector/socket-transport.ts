import type { TLSSocket } from "node:tls";
import { type Connection, MAX_UNSENT_BYTES, type Wire } from "./core/connection.js";
import type { Attendant, Turn } from "./turn.js";

/** Time that the last bytes have to leave before the socket is cut, in milliseconds. */
const CLOSE_TIMEOUT = 2_000;

/** Answers of one connection that may wait for the end of the turn, in bytes; beyond, they are written at once. */
const MAX_WAITING_BYTES = 65_536;

/** One connection's socket: carries its bytes, runs its deadlines. */
export class SocketTransport implements Wire, Attendant {
  readonly #socket: TLSSocket;
  readonly #now: () => number;
  readonly #turn: Turn;
  #connection: Connection | undefined;
  #deadlineTimer: NodeJS.Timeout | undefined;
  #timerAt = 0;
  #closeTimer: NodeJS.Timeout | undefined;
  /** What was sent in this turn of the event loop. */
  readonly #waiting: Uint8Array[] = [];
  #waitingBytes = 0;

  constructor(socket: TLSSocket, now: () => number, turn: Turn) {
    this.#socket = socket;
    this.#now = now;
    this.#turn = turn;
  }

  /** Starts to feed the connection. @param onGone called once, when the socket is closed. */
  bind(connection: Connection, onGone: () => void): void {
    this.#connection = connection;
    this.#socket.setNoDelay(true);
    this.#socket.on("data", (bytes) => this.#turn.arrived(this, bytes));
    // A reset is one more way for a connection to end; "close" follows and says so.
    this.#socket.on("error", () => {});
    this.#socket.on("close", () => {
      // What came before the end counts, also where it came in the same turn.
      this.#turn.look();
      this.#connection = undefined;
      this.#waiting.length = 0;
      clearTimeout(this.#deadlineTimer);
      clearTimeout(this.#closeTimer);
      connection.gone(this.#now());
      onGone();
    });
    this.reschedule();
  }

  arrive(bytes: Uint8Array): void {
    this.#connection?.receive(bytes, this.#now());
    this.reschedule();
  }

  send(bytes: Uint8Array): void {
    this.#waitingBytes += bytes.length;
    if (this.#waiting.push(bytes) === 1) this.#turn.departing(this);
    if (this.#waitingBytes > MAX_WAITING_BYTES) this.depart();
  }

  close(): void {
    clearTimeout(this.#deadlineTimer);
    this.depart();
    this.#socket.destroySoon();
    this.#closeTimer ??= setTimeout(() => this.cut(), CLOSE_TIMEOUT);
  }

  cut(): void {
    this.#socket.destroy();
  }

  pause(): void {
    this.#socket.pause();
  }

  resume(): void {
    this.#socket.resume();
  }

  /** Writes what waits: one segment and one TLS record for all of it. */
  depart(): void {
    const [first, second] = this.#waiting;
    if (first === undefined) return;
    const bytes = second === undefined ? first : Buffer.concat(this.#waiting);
    this.#waiting.length = 0;
    this.#waitingBytes = 0;
    this.#socket.write(bytes);
    if (this.#socket.writableLength <= MAX_UNSENT_BYTES) return;
    // Not from inside the connection's own call: a wire may not call back.
    setImmediate(() => {
      this.#connection?.end("slow-reader", this.#now());
      this.cut();
    });
  }

  /**
   * Keeps one timer running while there is a deadline. A deadline that moved on is noticed when the timer fires, not
   * for each packet; one that came nearer, as the first keep-alive after CONNECT does, needs a new timer.
   */
  reschedule(): void {
    const deadline = this.#connection?.deadline;
    if (deadline === undefined || (this.#deadlineTimer !== undefined && this.#timerAt <= deadline)) return;
    clearTimeout(this.#deadlineTimer);
    this.#timerAt = deadline;
    this.#deadlineTimer = setTimeout(
      () => {
        this.#deadlineTimer = undefined;
        this.#connection?.tick(this.#now());
        this.reschedule();
      },
      Math.max(1, Math.ceil(deadline - this.#now())),
    );
  }
}
