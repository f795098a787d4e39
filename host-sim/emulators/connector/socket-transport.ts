import type { TLSSocket } from "node:tls";
import type { CloseReason } from "./core/reasons.js";
import type { Session, Transport } from "./core/session.js";

/** Bytes waiting for a client that does not read; beyond, the connection is given up. Holds two largest values. */
const MAX_UNSENT_BYTES = 4 * 1024 * 1024;
/** Time that the last bytes have to leave before the socket is cut, in milliseconds. */
const CLOSE_TIMEOUT = 2_000;

/** One session's socket: carries its bytes, runs its deadlines. */
export class SocketTransport implements Transport {
  readonly #socket: TLSSocket;
  readonly #now: () => number;
  #session: Session | undefined;
  #deadlineTimer: NodeJS.Timeout | undefined;
  #timerAt = 0;
  #closeTimer: NodeJS.Timeout | undefined;

  constructor(socket: TLSSocket, now: () => number) {
    this.#socket = socket;
    this.#now = now;
  }

  /** Starts to feed the session. @param onGone called once, when the socket is closed. */
  bind(session: Session, onGone: () => void): void {
    this.#session = session;
    this.#socket.setNoDelay(true);
    this.#socket.on("data", (bytes) => {
      // One packet out for many in: the answers to a burst share a segment.
      this.#socket.cork();
      session.receive(bytes, this.#now());
      this.#socket.uncork();
      this.#watchDeadline();
    });
    // A reset is one more way for a connection to end; "close" follows and says so.
    this.#socket.on("error", () => {});
    this.#socket.on("close", () => {
      clearTimeout(this.#deadlineTimer);
      clearTimeout(this.#closeTimer);
      session.end("connection-lost", this.#now());
      onGone();
    });
    this.#watchDeadline();
  }

  send(bytes: Uint8Array): void {
    this.#socket.write(bytes);
    if (this.#socket.writableLength <= MAX_UNSENT_BYTES) return;
    // Not from inside the session's own call: a transport may not call back.
    setImmediate(() => {
      this.#session?.end("slow-reader", this.#now());
      this.destroy();
    });
  }

  close(_reason: CloseReason): void {
    clearTimeout(this.#deadlineTimer);
    this.#socket.destroySoon();
    this.#closeTimer ??= setTimeout(() => this.destroy(), CLOSE_TIMEOUT);
  }

  /** Cuts the connection, whatever is still to be sent. */
  destroy(): void {
    this.#socket.destroy();
  }

  /**
   * Keeps one timer running while there is a deadline. A deadline that moved on is noticed when the timer fires, not
   * for each packet; one that came nearer, as the first keep-alive after CONNECT does, needs a new timer.
   */
  #watchDeadline(): void {
    const deadline = this.#session?.deadline;
    if (deadline === undefined || (this.#deadlineTimer !== undefined && this.#timerAt <= deadline)) return;
    clearTimeout(this.#deadlineTimer);
    this.#timerAt = deadline;
    this.#deadlineTimer = setTimeout(
      () => {
        this.#deadlineTimer = undefined;
        this.#session?.tick(this.#now());
        this.#watchDeadline();
      },
      Math.max(1, Math.ceil(deadline - this.#now())),
    );
  }
}
