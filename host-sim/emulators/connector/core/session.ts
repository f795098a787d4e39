import type { ClientCertificate } from "./authentication/credential.js";
import type { Connector, Link, Will } from "./connector.js";
import type { Device } from "./device.js";
import { dispatch } from "./dispatch.js";
import type { Victim } from "./faults/fault-board.js";
import { fateOf } from "./faults/packet-fate.js";
import type { SessionControl } from "./handlers/packet-handler.js";
import { noteOf, type PacketNote } from "./packet-note.js";
import { CLOSE_REASONS, type CloseReason, REFUSALS, type Refusal } from "./reasons.js";
import type { ClientPacket } from "./wire/client-packet.js";
import { MalformedPacket, OversizedPacket, UnsupportedProtocol } from "./wire/malformed-packet.js";
import { PacketReader } from "./wire/packet-reader.js";
import { encode, type ServerPacket } from "./wire/server-packet.js";

/** How a fault wants a packet to be sent. */
export interface SendTiming {
  /** In milliseconds. */
  readonly delay: number;
  /** What is sent later leaves later. */
  readonly holdsRest: boolean;
}

/** The way out of a session. Neither method may call back into the session. */
export interface Transport {
  /** @param timing given by faults only. */
  send(bytes: Uint8Array, timing?: SendTiming): void;
  /** Ends the connection once what was sent is out; called at most once. */
  close(reason: CloseReason): void;
}

export interface SessionLimits {
  /** Time a connection has to send CONNECT, in milliseconds. */
  readonly connectTimeout: number;
  /** Largest remaining length before login, in bytes. */
  readonly loginPacketBytes: number;
  /** Largest remaining length after login, in bytes; has room for a value of CN-SES-13 and its topic. */
  readonly packetBytes: number;
}

export const DEFAULT_LIMITS: SessionLimits = Object.freeze({
  connectTimeout: 10_000,
  loginPacketBytes: 65_535,
  packetBytes: 1_153_434,
});

/** [MQTT-3.1.2-24]: a client is gone after one and a half times its keep-alive. */
const KEEP_ALIVE_FACTOR = 1.5;

const UNACCEPTABLE_PROTOCOL = 1;

/**
 * The server's end of one connection: bytes and the time in, bytes and at most one close out. Knows no socket and
 * no clock, so that a simulation can run it under a virtual one.
 */
export class Session implements SessionControl, Link {
  readonly connector: Connector;
  readonly connection: number;
  readonly certificate: ClientCertificate | undefined;
  readonly #transport: Transport;
  readonly #limits: SessionLimits;
  readonly #reader: PacketReader;
  #phase: "opened" | "accepted" | "closed" = "opened";
  #device: Device | undefined;
  #will: Will | undefined;
  #keepAlive = 0;
  #heardAt: number;
  #now: number;

  /** @param options.now milliseconds since 1970, like every `now` below. */
  constructor(options: {
    readonly connector: Connector;
    readonly connection: number;
    readonly transport: Transport;
    readonly now: number;
    readonly limits?: SessionLimits;
    readonly certificate?: ClientCertificate;
  }) {
    this.connector = options.connector;
    this.connection = options.connection;
    this.#transport = options.transport;
    this.certificate = options.certificate;
    this.#limits = options.limits ?? DEFAULT_LIMITS;
    this.#reader = new PacketReader({ limit: this.#limits.loginPacketBytes });
    this.#now = options.now;
    this.#heardAt = options.now;
  }

  get now(): number {
    return this.#now;
  }

  get device(): Device | undefined {
    return this.#device;
  }

  /** When `tick` has something to do, in milliseconds since 1970; undefined: never, unless more is received. */
  get deadline(): number | undefined {
    if (this.#phase === "opened") return this.#heardAt + this.#limits.connectTimeout;
    if (this.#phase === "closed" || this.#keepAlive === 0) return undefined;
    return this.#heardAt + this.#keepAlive * KEEP_ALIVE_FACTOR;
  }

  /** Takes the next bytes of the stream, in any chunking. */
  receive(bytes: Uint8Array, now: number): void {
    this.#now = now;
    if (this.#phase === "closed") return;
    this.#reader.append(bytes);
    try {
      while (this.#stillOpen()) {
        const packet = this.#reader.next();
        if (packet === undefined) return;
        this.#note(packet, "received");
        // Bytes of an unfinished packet do not count: [MQTT-3.1.2-24] wants a Control Packet.
        if (this.#phase === "accepted") this.#heardAt = now;
        dispatch(this, packet, this.#phase === "accepted");
      }
    } catch (error) {
      if (!(error instanceof MalformedPacket)) throw error;
      this.#refuseMalformed(error);
    }
  }

  /** Applies the deadlines. */
  tick(now: number): void {
    const { deadline } = this;
    if (deadline === undefined || now < deadline) return;
    this.end(this.#phase === "opened" ? "no-connect" : "keep-alive", now);
  }

  /** Closes the connection, or notes that the transport already ended. Later calls do nothing. */
  end(reason: CloseReason, now: number): void {
    this.#now = now;
    if (this.#phase === "closed") return;
    this.#phase = "closed";
    if (this.#device !== undefined) this.connector.detach(this.#device, this);
    const { connection } = this;
    const device = this.#deviceField();
    this.connector.ports.emit(now, {
      event: "disconnected",
      connection,
      ...device,
      reason,
      text: CLOSE_REASONS[reason],
    });
    // [MQTT-3.14.4-3]: DISCONNECT discards the will.
    if (this.#device !== undefined && this.#will !== undefined && reason !== "client-disconnect") {
      this.connector.takeWill(this.#device, this.#will, now);
    }
    this.#transport.close(reason);
  }

  /** For the Connector and for handlers: sends a message at QoS 0 (CN-SES-8). */
  deliver(topic: string, payload: string, now: number): void {
    this.#now = now;
    this.send({ cmd: "publish", topic, payload });
  }

  close(reason: CloseReason): void {
    this.end(reason, this.#now);
  }

  send(packet: ServerPacket): void {
    if (this.#phase === "closed") return;
    const { faults } = this.connector;
    const fate = faults.isQuiet ? undefined : fateOf(packet, faults, this.#victim, this.#now);
    if (fate === "lost") return;
    this.#note(packet, "sent");
    this.#transport.send(encode(packet), fate);
  }

  accept(device: Device | undefined, keepAliveSeconds: number, will?: Will): void {
    this.#will = will;
    this.#phase = "accepted";
    this.#device = device;
    this.#keepAlive = keepAliveSeconds * 1000;
    this.#heardAt = this.#now;
    if (device !== undefined) this.#reader.limit = this.#limits.packetBytes;
  }

  logRefusal(reason: Refusal, deviceId?: string): void {
    const { connection } = this;
    const device = deviceId === undefined ? {} : { device: deviceId };
    this.connector.ports.emit(this.#now, {
      event: "refused",
      reason,
      text: REFUSALS[reason],
      connection,
      ...device,
    });
  }

  /** A method, because the phase changes under the loop in `receive`. */
  #stillOpen(): boolean {
    return this.#phase !== "closed";
  }

  #note(packet: ClientPacket | ServerPacket, direction: PacketNote["direction"]): void {
    const { packet: tell } = this.connector.ports;
    if (tell !== undefined)
      tell(noteOf(packet, { connection: this.connection, ...this.#deviceField(), direction }));
  }

  get #victim(): Victim {
    return { connection: this.connection, ...this.#deviceField() };
  }

  #deviceField(): { device?: string } {
    return this.#device === undefined ? {} : { device: this.#device.id };
  }

  #refuseMalformed(error: MalformedPacket): void {
    const { connection } = this;
    const { message: reason, clause } = error;
    this.connector.ports.emit(this.#now, {
      event: "malformed",
      connection,
      ...this.#deviceField(),
      reason,
      clause,
    });
    if (error instanceof UnsupportedProtocol && this.#phase === "opened") {
      this.send({ cmd: "connack", returnCode: UNACCEPTABLE_PROTOCOL, sessionPresent: false });
    }
    this.close(closeReasonOf(error));
  }
}

function closeReasonOf(error: MalformedPacket): CloseReason {
  if (error instanceof UnsupportedProtocol) return "unsupported-protocol";
  return error instanceof OversizedPacket ? "too-large" : "malformed";
}
