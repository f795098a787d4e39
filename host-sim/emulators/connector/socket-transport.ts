import type { TLSSocket } from "node:tls";
import { type Connection, MAX_UNSENT_BYTES, type Wire } from "./core/connection.js";

/** Time that the last bytes have to leave before the socket is cut, in milliseconds. */
const CLOSE_TIMEOUT = 2_000;

/** One connection's socket: carries its bytes, runs its deadlines. */
export class SocketTransport implements Wire {
  readonly #socket: TLSSocket;
  readonly #now: () => number;
  #connection: Connection | undefined;
  #deadlineTimer: NodeJS.Timeout | undefined;
  #timerAt = 0;
  #closeTimer: NodeJS.Timeout | undefined;
  /** Answers to what is being received; they leave together. */
  readonly #answers: Uint8Array[] = [];
  #isReceiving = false;

  constructor(socket: TLSSocket, now: () => number) {
    this.#socket = socket;
    this.#now = now;
  }

  /** Starts to feed the connection. @param onGone called once, when the socket is closed. */
  bind(connection: Connection, onGone: () => void): void {
    this.#connection = connection;
    this.#socket.setNoDelay(true);
    this.#socket.on("data", (bytes) => {
      this.#isReceiving = true;
      connection.receive(bytes, this.#now());
      this.#isReceiving = false;
      this.#answer();
      this.reschedule();
    });
    // A reset is one more way for a connection to end; "close" follows and says so.
    this.#socket.on("error", () => {});
    this.#socket.on("close", () => {
      this.#connection = undefined;
      clearTimeout(this.#deadlineTimer);
      clearTimeout(this.#closeTimer);
      connection.gone(this.#now());
      onGone();
    });
    this.reschedule();
  }

  send(bytes: Uint8Array): void {
    if (this.#isReceiving) this.#answers.push(bytes);
    else this.#write(bytes);
  }

  close(): void {
    clearTimeout(this.#deadlineTimer);
    this.#answer();
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

  /** One segment and one TLS record for the answers to a burst. */
  #answer(): void {
    const [first, second] = this.#answers;
    if (first === undefined) return;
    const bytes = second === undefined ? first : Buffer.concat(this.#answers);
    this.#answers.length = 0;
    this.#write(bytes);
  }

  #write(bytes: Uint8Array): void {
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
