import type { TimerHandle, TimerPort } from "../ports/timer.js";
import { frameMark, longestToDevice } from "./frame.js";
import { improvHeadBytes, improvHeader, improvLength } from "./improv.js";

/** What a line reader has read. Nothing is called inside the constructor. */
export interface LineSink {
  /** A line that begins with `@`, without its end. */
  onFrame(line: Uint8Array): void;
  /** An Improv packet of the length it tells, without a line feed; undefined where its bytes stopped coming. */
  onImprov(packet: Uint8Array | undefined): void;
  /** A byte of anything else. It is the keyboard's turn to make sense of it. */
  onKey(byte: number): void;
}

/** Between two bytes of an Improv packet, milliseconds: it is a program that sends it, in one go. */
const byteTimeout = 100;

type Kind =
  /** Nothing of the next line is there. */
  | "start"
  /** The line may become an Improv packet: its bytes are held back, echo included. */
  | "prefix"
  | "packet"
  | "frame"
  /** A frame with more bytes than a line may have: dropped up to its end. */
  | "too-long"
  | "keys";

const lineFeed = 0x0a;
const carriageReturn = 0x0d;
/** Ctrl-U. */
const killLine = 0x15;

/**
 * Tells apart, byte by byte, what comes over the line. Bounded: it never holds more than one packet or one line.
 *
 *     I M P R O V 01 …   a packet, read by its length: name, password and sum may hold line ends (improv-wifi.com/serial)
 *     @ …                a frame, up to the line's end
 *     anything else      keys, one by one, up to the line's end
 */
export class LineReader {
  #sink: LineSink;
  #Timer: TimerPort;
  #kind: Kind = "start";
  /** What has come of a frame or a packet. */
  #held = new Uint8Array(improvHeadBytes + 255 + 1);
  #length = 0;
  /** How much of an Improv header the last keys were. */
  #matched = 0;
  #timeout: TimerHandle | undefined;

  constructor(options: { sink: LineSink; Timer: TimerPort }) {
    this.#sink = options.sink;
    this.#Timer = options.Timer;
  }

  receive(bytes: Uint8Array): void {
    for (const byte of bytes) this.#take(byte);
    this.#watch();
  }

  close(): void {
    this.#Timer.clear(this.#timeout);
  }

  #take(byte: number): void {
    switch (this.#kind) {
      case "start":
        return this.#begin(byte);
      case "prefix":
        return this.#continuePrefix(byte);
      case "packet":
        return this.#continuePacket(byte);
      case "frame":
      case "too-long":
        return this.#continueFrame(byte);
      case "keys":
        return this.#continueKeys(byte);
    }
  }

  /**
   * Programs begin at the start of a line, as they see it. What somebody left unfinished there before, or noise, must not cost them
   * their first packet: the byte 1 behind the header is on no keyboard.
   */
  #continueKeys(byte: number): void {
    if (isLineEnd(byte)) this.#kind = "start";
    this.#matched =
      byte === improvHeader[this.#matched] ? this.#matched + 1 : byte === improvHeader[0] ? 1 : 0;
    if (this.#matched < improvHeader.length) return this.#sink.onKey(byte);
    this.#kind = "packet";
    this.#held.set(improvHeader);
    this.#length = improvHeader.length;
    this.#sink.onKey(killLine);
  }

  #begin(byte: number): void {
    this.#length = 0;
    this.#matched = 0;
    if (byte === improvHeader[0]) {
      this.#kind = "prefix";
      this.#hold(byte);
    } else if (byte === frameMark) {
      this.#kind = "frame";
      this.#hold(byte);
    } else {
      if (!isLineEnd(byte)) this.#kind = "keys";
      this.#sink.onKey(byte);
    }
  }

  #continuePrefix(byte: number): void {
    if (byte === improvHeader[this.#length]) {
      this.#hold(byte);
      if (this.#length === improvHeader.length) this.#kind = "packet";
      return;
    }
    // Somebody typed a word that begins alike.
    this.#kind = "keys";
    for (const held of this.#held.slice(0, this.#length)) this.#sink.onKey(held);
    this.#take(byte);
  }

  #continuePacket(byte: number): void {
    this.#hold(byte);
    if (this.#length < improvHeadBytes || this.#length < improvLength(this.#held)) return;
    this.#kind = "start";
    this.#sink.onImprov(this.#held.slice(0, this.#length));
  }

  #continueFrame(byte: number): void {
    if (!isLineEnd(byte)) {
      if (this.#length < longestToDevice - 1) this.#hold(byte);
      else this.#kind = "too-long";
      return;
    }
    // One that was too long is told as torn, which it is.
    const line = this.#held.slice(0, this.#kind === "frame" ? this.#length : 1);
    this.#kind = "start";
    this.#sink.onFrame(line);
  }

  #hold(byte: number): void {
    this.#held[this.#length] = byte;
    this.#length += 1;
  }

  /** A packet whose bytes stop coming must not swallow what is typed next. */
  #watch(): void {
    this.#Timer.clear(this.#timeout);
    this.#timeout = undefined;
    if (this.#kind !== "packet" && this.#kind !== "prefix") return;
    this.#timeout = this.#Timer.set(() => {
      this.#timeout = undefined;
      if (this.#kind === "packet") {
        this.#kind = "start";
        this.#sink.onImprov(undefined);
      }
    }, byteTimeout);
  }
}

function isLineEnd(byte: number): boolean {
  return byte === lineFeed || byte === carriageReturn;
}
