import type { SerialCallbacks, SerialLine } from "../../firmware/ports/serial.js";
import type { TimerPort } from "../../firmware/ports/timer.js";

export interface SerialLinkOptions {
  readonly Timer: TimerPort;
  /** Milliseconds; only grows. */
  now(): number;
  /** 0 (inclusive) to 1 (exclusive); decides damage and delays, so a seeded one repeats a run. */
  random(): number;
  /** Chance that a byte arrives as another, or not at all, in either direction. */
  readonly errorRate?: number;
  /** How long JavaScript takes to get its turn when something has arrived, milliseconds. */
  readonly latency?: (random: number) => number;
  /** What arrives at the desk. */
  onReceive(bytes: Uint8Array): void;
}

/** Ten bits a byte at 115,200 baud, milliseconds. */
const byteTime = 10_000 / 115_200;
/** The UART of the ESP32, in each direction; behind it there is nothing. */
const fifoBytes = 128;
/** The chip asks for more when so few bytes are left to send. */
const lowWater = 10;
/** Of damaged bytes, how many do not arrive at all. */
const lossShare = 0.25;

/**
 * A serial line between a desk and a device as it is with a real chip: bytes take their time, the device's receiver holds 128 of
 * them and loses what comes beyond, JavaScript reads late while it does something else, and some bytes are damaged on the way.
 *
 * What is left out: the desk's side, whose buffers are deep, and the gaps that a USB bridge puts between packets.
 */
export class SerialLink {
  #options: SerialLinkOptions;
  #callbacks: SerialCallbacks | undefined;
  /** On the way to the device, with the moment at which each is there. */
  #coming: { at: number; byte: number }[] = [];
  /** When the line to the device is free again. */
  #freeToDevice = 0;
  #received: number[] = [];
  #isReadPlanned = false;
  /** When the last byte of the sender's buffer is out. */
  #sentAt = 0;
  /** Bytes that the device lost because it read too late. */
  lost = 0;

  constructor(options: SerialLinkOptions) {
    this.#options = options;
  }

  /** The device's end. */
  readonly open = (callbacks: SerialCallbacks): SerialLine => {
    this.#callbacks = callbacks;
    this.#later(0, () => callbacks.onWritable(fifoBytes));
    return {
      read: (count = fifoBytes) => {
        this.#fill();
        const bytes = this.#received.splice(0, count);
        return bytes.length === 0 ? undefined : Uint8Array.from(bytes).buffer;
      },
      write: (data) => this.#write(new Uint8Array(data)),
      close: () => {
        this.#callbacks = undefined;
      },
    };
  };

  /** Bytes from the desk; they queue there as long as the line takes. */
  send(bytes: Uint8Array): void {
    const { now } = this.#options;
    let at = Math.max(now(), this.#freeToDevice);
    for (const byte of bytes) {
      at += byteTime;
      const arrived = this.#damaged(byte);
      if (arrived !== undefined) this.#coming.push({ at, byte: arrived });
    }
    this.#freeToDevice = at;
    this.#planRead();
  }

  /** The interrupt comes with the first byte; JavaScript comes later. */
  #planRead(): void {
    const [first] = this.#coming;
    if (this.#isReadPlanned || first === undefined) return;
    this.#isReadPlanned = true;
    const { now, random, latency = () => 0 } = this.#options;
    this.#later(first.at - now() + latency(random()), () => {
      this.#isReadPlanned = false;
      this.#fill();
      if (this.#received.length > 0) this.#callbacks?.onReadable(this.#received.length);
      this.#planRead();
    });
  }

  /** What has arrived by now, as far as the hardware holds it. */
  #fill(): void {
    const now = this.#options.now();
    for (let next = this.#coming[0]; next !== undefined && next.at <= now; next = this.#coming[0]) {
      this.#coming.shift();
      if (this.#received.length < fifoBytes) this.#received.push(next.byte);
      else this.lost += 1;
    }
  }

  #write(bytes: Uint8Array): void {
    const { now, random, latency = () => 0, onReceive } = this.#options;
    const start = Math.max(now(), this.#sentAt);
    const waiting = Math.ceil((start - now()) / byteTime);
    if (waiting + bytes.byteLength > fifoBytes) throw new Error("output full");
    this.#sentAt = start + bytes.byteLength * byteTime;
    const arriving = [...bytes].flatMap((byte) => this.#damaged(byte) ?? []);
    this.#later(this.#sentAt - now(), () => onReceive(Uint8Array.from(arriving)));
    const room = Math.max(0, this.#sentAt - now() - lowWater * byteTime);
    this.#later(room + latency(random()), () => {
      const left = Math.ceil(Math.max(0, this.#sentAt - now()) / byteTime);
      this.#callbacks?.onWritable(fifoBytes - left);
    });
  }

  #damaged(byte: number): number | undefined {
    const { random, errorRate = 0 } = this.#options;
    if (random() >= errorRate) return byte;
    if (random() < lossShare) return undefined;
    return byte ^ (1 + Math.floor(random() * 255));
  }

  #later(delay: number, action: () => void): void {
    this.#options.Timer.set(action, Math.max(0, delay));
  }
}
