import type { WorldTime } from "../world-time.js";
import type { Link, LinkUser } from "./link.js";
import { OneWay } from "./one-way.js";

/** The device's end, told what happens. Nothing comes after `ended`. */
export interface NearEnd {
  connected(): void;
  data(bytes: Uint8Array): void;
  /** The far side has taken so many bytes. */
  taken(count: number): void;
  ended(): void;
}

/** The cloud's end. */
export interface FarEnd {
  receive(bytes: Uint8Array): void;
  gone(): void;
}

/** Takes connections in, or refuses them with undefined. */
export type Acceptor = (connection: TCPConnection) => FarEnd | undefined;

export interface TCPConnectionOptions {
  readonly time: WorldTime;
  readonly link: Link;
  readonly near: NearEnd;
  readonly accept: Acceptor;
}

/** SYN is sent again for so long before the sender gives up, milliseconds. */
const synPatience = 20_000;
/** Round trips from SYN to the last message of a TLS 1.2 handshake. */
const handshakeTrips = 3;

/** One TCP connection between the device and the cloud, with the time that TCP and TLS take to stand. */
export class TCPConnection implements LinkUser {
  #options: TCPConnectionOptions;
  #far: FarEnd | undefined;
  #toFar: OneWay;
  #toNear: OneWay;
  /** `forgotten`: both ends stand, and nothing passes any more. */
  #state: "opening" | "open" | "forgotten" | "over" = "opening";

  constructor(options: TCPConnectionOptions) {
    const { time, link, near } = options;
    this.#options = options;
    this.#toFar = new OneWay({ time, link, deliver: (bytes) => this.#arrived(bytes) });
    this.#toNear = new OneWay({
      time,
      link,
      deliver: (bytes) => {
        if (this.#state === "open") near.data(bytes);
      },
    });
    link.users.add(this);
    time.after(2 * handshakeTrips * link.latency(), () => this.#open());
  }

  /** From the device. */
  send(bytes: Uint8Array): void {
    if (this.#state === "open") this.#toFar.send(bytes);
  }

  /** The device closes its end, or is suddenly without power: the cloud learns it, where it still can. */
  close(): void {
    if (this.#state === "over") return;
    const wasOpen = this.#state === "open";
    const far = this.#far;
    this.#state = "over";
    this.#options.link.users.delete(this);
    if (wasOpen) this.#toFar.behind(() => far?.gone());
  }

  /** From the cloud. */
  answer(bytes: Uint8Array): void {
    if (this.#state === "open") this.#toNear.send(bytes);
  }

  /** The cloud closes its end, once everything it sent is out. */
  hangUp(): void {
    if (this.#state === "forgotten") return this.#over();
    if (this.#state === "open") this.#toNear.behind(() => this.reset());
  }

  reset(): void {
    if (this.#state === "over") return;
    const { near } = this.#options;
    this.#over();
    near.ended();
  }

  forget(): void {
    if (this.#state === "open") this.#state = "forgotten";
  }

  onLinkUp(): void {
    this.#toFar.resume();
    this.#toNear.resume();
  }

  #open(): void {
    if (this.#state !== "opening") return;
    const { time, link, near, accept } = this.#options;
    if (!link.isUp) {
      time.after(synPatience, () => {
        if (this.#state === "opening") this.reset();
      });
      return;
    }
    this.#far = accept(this);
    if (this.#far === undefined) return this.reset();
    this.#state = "open";
    near.connected();
  }

  #arrived(bytes: Uint8Array): void {
    if (this.#state !== "open") return;
    this.#far?.receive(bytes);
    this.#options.time.after(this.#options.link.latency(), () => {
      if (this.#state === "open") this.#options.near.taken(bytes.byteLength);
    });
  }

  #over(): void {
    this.#state = "over";
    this.#options.link.users.delete(this);
    this.#far?.gone();
  }
}
