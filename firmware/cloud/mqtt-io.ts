import { type Failure, failure, refusal } from "../device/failure.js";
import {
  CONNACK,
  DISCONNECT,
  type MQTTClient,
  type MQTTControl,
  type MQTTReadable,
  PUBACK,
} from "../ports/mqtt-client.js";
import type { ResolverConstructor, ServerCertificate } from "../ports/tcp.js";
import type { TimerHandle } from "../ports/timer.js";
import { EmptyMessages } from "./empty-messages.js";
import type { EmptyMessage } from "./frame-scanner.js";
import { FramingSocket } from "./framing-socket.js";
import { guardTCP } from "./guarded-tcp.js";
import { MessageAssembler } from "./message-assembler.js";
import type { MQTTIOOptions } from "./mqtt-options.js";
import { Progress } from "./progress.js";
import { type Text, TextPayload } from "./text-payload.js";
import { watchResolver } from "./watched-resolver.js";

/** Publishing needs room for the whole fixed header: type (1), remaining length (4), topic length (2), packet id (2). */
const headRoom = 9;
/** Left free in any write: with CBC cipher suites TLS promises more room than it has, and throws when it is used up. */
const spareRoom = 100;
const pubackLength = 4;
/** Fewer bytes of a long payload are not worth a TLS record. */
const smallestPiece = 64;

/**
 * One MQTT connection over TLS, by the ECMA-419 client of the platform. This is the only file that knows that client, and deals with
 * what it does in its own way:
 *
 * - `close` is safe neither inside its callbacks nor before the name was resolved: it is called from a timer, after the resolver.
 * - It waits for the CONNACK without end: `connectTimeout` covers the whole way to it.
 * - Its `onError` says nothing: the CONNACK code comes from the `FramingSocket`, the reason of a TLS failure from the guarded TCP.
 * - `onControl` gets one argument, the message; standard and typings say two.
 * - After an exception in one of its callbacks every later packet throws: nothing thrown in here reaches it.
 * - A user name of "" is dropped while the password stays, an invalid CONNECT [MQTT-3.1.2-22]: a password comes with a user here.
 * - An automatic packet identifier reaches 0 after 65,535 packets: callers give their own.
 */
export class MQTTIO {
  #options: MQTTIOOptions;
  #client: MQTTClient | undefined;
  #assembler: MessageAssembler;
  #deadline: TimerHandle | undefined;
  #state: "connecting" | "connected" | "closed" = "connecting";
  #resolving = true;
  #progress = new Progress();
  #empties = new EmptyMessages();
  /** Packet identifiers of empty QoS 1 messages that have no PUBACK yet. */
  #owed: number[] = [];
  /** Bytes that may be written now. */
  #room = 0;
  /** What is left of a publish longer than the room there was. */
  #rest: TextPayload | undefined;
  #continued = 0;

  constructor(options: MQTTIOOptions) {
    this.#options = options;
    this.#assembler = new MessageAssembler({
      longest: options.longestPayload,
      onMessage: (topic, payload) => {
        this.#empties.shown();
        options.onMessage(topic, payload);
      },
      onDropped: (topic, byteLength) => {
        this.#empties.shown();
        options.onDropped(topic, byteLength);
      },
    });
    const { Timer } = options.io;
    this.#deadline = Timer.set(() => this.#fail(failure("connect-timeout")), options.connectTimeout);
    try {
      this.#client = this.#open();
    } catch (error) {
      this.#resolving = false;
      Timer.set(() => this.#fail(failure("connect-failed", error)));
    }
  }

  /**
   * Publishes a text; false where the connection has no room for it now. It may be longer than the room: the rest
   * follows, encoded piece by piece, as the network takes it, and until then there is no room for anything else.
   */
  publish(topic: string, text: Text, options: { QoS: 0 | 1; id?: number }): boolean {
    const client = this.#client;
    if (this.#state !== "connected" || client === undefined || this.#rest !== undefined) return false;
    const free = this.#room - spareRoom - headRoom - ArrayBuffer.fromString(topic).byteLength;
    // Text has at least as many bytes as characters: no need to encode what has no room.
    const atLeast = typeof text === "string" ? text.length : smallestPiece;
    if (free < Math.min(atLeast, smallestPiece)) return false;
    const payload = new TextPayload(text);
    if (free < Math.min(payload.byteLength, smallestPiece)) return false;
    const { byteLength } = payload;
    try {
      this.#room = client.write(bufferOf(payload.take(free)), { topic, byteLength, ...options });
      if (payload.left > 0) {
        this.#rest = payload;
        this.#fill(payload);
      }
    } catch (error) {
      this.#later(failure("connection-lost", error));
      return false;
    }
    return true;
  }

  /** Whether a publish can begin now; one with a long topic may find too little room all the same. */
  get hasRoom(): boolean {
    const free = this.#room - spareRoom - headRoom;
    return this.#state === "connected" && this.#rest === undefined && free >= smallestPiece;
  }

  /** Pieces of long payloads that the network has taken after the first; grows as long as one is on its way. */
  get continued(): number {
    return this.#continued;
  }

  /** Says goodbye where there is somebody, and ends the connection. No callback comes after it. */
  close(): void {
    if (this.#state === "closed") return;
    const client = this.#client;
    if (this.#state === "connected" && this.#rest === undefined && client !== undefined) {
      try {
        client.write(null, { operation: DISCONNECT });
      } catch {
        // No room or no connection: closing says the same, only less politely.
      }
    }
    this.#end();
  }

  #open(): MQTTClient {
    const { io, host, port, roots, clientCertificate, user, password, keepAlive } = this.#options;
    return new io.MQTTClient({
      host,
      port,
      id: "", // CN-AUTH-1
      clean: true, // an empty identifier obliges to it [MQTT-3.1.3-7]
      keepAlive,
      ...(user === undefined ? {} : { user }),
      ...(password === undefined ? {} : { password: password.reveal() }),
      dns: { io: this.#resolver() },
      socket: {
        io: FramingSocket,
        TLS: { io: io.TLSSocket },
        TCP: { io: guardTCP(io.TCP, () => this.#progress.from("tcp", "tls")) },
        Timer: io.Timer,
        secure: {
          certificate: roots,
          serverName: host,
          ...clientCertificate,
          onCertificate: (certificate: ServerCertificate) =>
            this.#guard(() => this.#options.onCertificate?.(certificate)),
        },
        onFailure: (error: unknown) => {
          this.#progress.blame(this.#progress.failureOf("tls-failed", error));
        },
        onSecured: () => {
          this.#progress.to("mqtt");
        },
        onConnack: (code: number) => {
          if (code !== 0) this.#progress.blame(refusal(code));
        },
        onEmptyMessage: (message: EmptyMessage) => this.#emptyMessage(message),
      },
      onControl: (message) => this.#guard(() => this.#control(message)),
      onReadable: (count, options) => this.#guard(() => this.#readable(count, options)),
      onWritable: (count) => this.#guard(() => this.#writable(count)),
      onError: () => this.#later(this.#progress.outcome(this.#progress.failureOf("connect-failed"))),
    });
  }

  /** The client must not be closed while a name is being resolved. */
  #resolver(): ResolverConstructor {
    const { io, host } = this.#options;
    const ended = (): void => {
      this.#resolving = false;
      if (this.#state === "closed") io.Timer.set(() => this.#dispose());
    };
    return watchResolver(io.Resolver, {
      onResolved: () => {
        this.#progress.from("dns", "tcp");
        ended();
      },
      onFailed: () => {
        this.#progress.blame(failure("dns-failed", host));
        ended();
      },
    });
  }

  #control({ operation, id }: MQTTControl): void {
    if (operation === CONNACK) {
      this.#options.io.Timer.clear(this.#deadline);
      this.#state = "connected";
      this.#progress.to("online");
      this.#options.onConnected();
    } else if (operation === PUBACK && id !== undefined) {
      this.#options.onAcknowledged(id);
    }
  }

  #readable(count: number, { topic, byteLength }: MQTTReadable): void {
    const data = this.#client?.read(count);
    if (topic !== undefined) {
      this.#showEmpty();
      this.#assembler.begin(topic, byteLength ?? count);
    }
    if (data !== undefined) this.#assembler.add(new Uint8Array(data));
  }

  #writable(count: number): void {
    this.#room = count;
    if (this.#state !== "connected") return;
    if (this.#rest !== undefined) return this.#fill(this.#rest);
    this.#settle();
    this.#options.onRoom();
  }

  /** Writes as many pieces as there is room for. */
  #fill(rest: TextPayload): void {
    while (rest.left > 0 && this.#room - spareRoom >= Math.min(rest.left, smallestPiece)) {
      const bytes = bufferOf(rest.take(this.#room - spareRoom));
      if (rest.left === 0) this.#rest = undefined;
      this.#room = this.#client?.write(bytes) ?? 0;
      this.#continued += 1;
    }
  }

  /** What the client would choke on comes around it. Not at once: the messages before it are still to pass the client. */
  #emptyMessage(message: EmptyMessage): void {
    this.#empties.add(message);
    this.#options.io.Timer.set(() => this.#guard(() => this.#showEmpty()));
  }

  /** A QoS 1 message wants its PUBACK also where it is empty [MQTT-4.3.2-2]; with a payload the client sends it. */
  #showEmpty(): void {
    while (this.#state === "connected") {
      const message = this.#empties.take();
      if (message === undefined) return;
      if (message.QoS === 1 && message.id !== undefined) this.#owed.push(message.id);
      this.#settle();
      this.#options.onMessage(message.topic, new ArrayBuffer(0));
    }
  }

  /** Sends the PUBACKs that are owed, as far as there is room. */
  #settle(): void {
    while (this.#rest === undefined && this.#room >= pubackLength) {
      const id = this.#owed.shift();
      if (id === undefined || this.#client === undefined) return;
      this.#room = this.#client.write(null, { operation: PUBACK, id });
    }
  }

  #guard(callback: () => void): void {
    if (this.#state === "closed") return;
    try {
      callback();
    } catch (error) {
      this.#later(failure("internal", error));
    }
  }

  /** Fails from a timer: `close` is not safe inside the client's own callbacks. */
  #later(reason: Failure): void {
    this.#progress.blame(reason);
    this.#options.io.Timer.set(() => this.#fail(reason));
  }

  #fail(reason: Failure): void {
    if (this.#state === "closed") return;
    this.#end();
    this.#options.onClosed(this.#progress.outcome(reason));
  }

  #end(): void {
    this.#state = "closed";
    this.#rest = undefined;
    this.#options.io.Timer.clear(this.#deadline);
    if (!this.#resolving) this.#options.io.Timer.set(() => this.#dispose());
  }

  #dispose(): void {
    const client = this.#client;
    this.#client = undefined;
    try {
      client?.close();
    } catch {
      // It was closing by itself; there is nothing left to release.
    }
  }
}

/** The client takes buffers; a view of a larger one is copied, one of its own length is not. */
function bufferOf(bytes: Uint8Array): ArrayBuffer | Uint8Array {
  return bytes.byteLength === bytes.buffer.byteLength ? bytes : bytes.slice();
}
