import type { BufferSource } from "../../buffer-source.js";
import Timer from "../../timer.js";
import {
  acknowledgement,
  connectPacket,
  packet,
  packetType,
  publishHead,
  subscribePacket,
  unsubscribePacket,
} from "./control-packets.js";
import type { Control } from "./incoming.js";
import { KeepAlive } from "./keep-alive.js";
import type { Options, Socket, WriteOptions } from "./options.js";
import { Receiving } from "./receiving.js";

type State = "resolving" | "connecting" | "login" | "connected" | "publishing" | "closed";
type TimerHandle = ReturnType<typeof Timer.set>;

/** From the resolved name until TCP and TLS stand, milliseconds. Nothing watches over the CONNACK. */
const connectTimeout = 30_000;
/** Kept free for an acknowledgement or a ping, bytes. */
const reserve = 8;

/**
 * The MQTT 3.1.1 client of ECMA-419 (section 25) with the manners of the SDK's own client, good and bad; `host-sim/io/README.md`
 * lists the bad ones. Retransmission, reconnection and the list of subscriptions belong to the layer above.
 */
export default class MQTTClient {
  target: unknown;
  #state: State = "resolving";
  #options: Options | undefined;
  #socket: Socket | undefined;
  /** What the socket takes, bytes. */
  #writable = 0;
  /** Bytes of the present PUBLISH that the application has still to write. */
  #unwritten = 0;
  #receiving: Receiving | undefined;
  #lastId = 1;
  /** Packets that the client sends on its own as soon as there is room. */
  #pending: { operation: number; id: number; size: number }[] = [];
  #keepAlive: KeepAlive | undefined;
  #connectTimer: TimerHandle | undefined;
  #pendingTimer: TimerHandle | undefined;

  constructor(options: Options) {
    if (!options.host) throw new Error("host required");
    if (options.format !== undefined) this.format = options.format;
    if (options.target !== undefined) this.target = options.target;
    this.#options = options;
    new options.dns.io(options.dns).resolve({
      host: options.host,
      onResolved: (host, address) => this.#connect(host, address),
      onError: () => this.#onError(),
    });
  }

  get format(): "buffer" {
    return "buffer";
  }

  set format(format: "buffer") {
    if (format !== "buffer") throw new RangeError(`MQTT: format ${format} is unknown`);
  }

  /**
   * Publishes, continues a publish (without options), or sends the control packet that `operation` names. Returns the room left,
   * bytes. @throws Error where it is not the time or the room for it; nothing was sent then.
   */
  write(data: BufferSource | null, options?: WriteOptions): number {
    const socket = this.#openSocket();
    socket.format = "buffer";
    if (this.#state !== "connected") this.#continue(socket, data as BufferSource, options);
    else if (options === undefined) throw new TypeError("MQTT: write needs options");
    else if ((options.operation ?? packetType.PUBLISH) === packetType.PUBLISH) {
      this.#publish(socket, data as BufferSource, options);
    } else this.#send(socket, options);
    return this.#room();
  }

  /** Reads from the present message. Undefined where nothing of it is left. */
  read(count?: number | BufferSource): ArrayBuffer | number | undefined {
    return this.#receiving?.read(count);
  }

  close(): void {
    Timer.clear(this.#pendingTimer);
    this.#receiving?.close();
    Timer.clear(this.#connectTimer);
    this.#keepAlive?.close();
    this.#state = "closed";
    this.#socket?.close();
    this.#socket = undefined;
    this.#options = undefined;
    this.#writable = 0;
  }

  #connect(host: string, address: string): void {
    try {
      const options = this.#openOptions();
      this.#state = "connecting";
      this.#socket = new options.socket.io({
        ...options.socket,
        address,
        host,
        port: options.port ?? 1883,
        onReadable: (count: number) => this.#receiving?.onReadable(count),
        onWritable: (count: number) => this.#onWritable(count),
        onError: () => this.#onError(),
      });
      this.#receiving = this.#receive(this.#socket);
      this.#connectTimer = Timer.set(() => this.#onError(), connectTimeout);
    } catch {
      this.#onError();
    }
  }

  #receive(socket: Socket): Receiving {
    return new Receiving(socket, {
      onControl: (control) => this.#onControl(control),
      // Due when all has come, whether it was read or not.
      onComplete: ({ QoS, id }) => {
        if (id !== undefined) this.#queue(QoS === 1 ? packetType.PUBACK : packetType.PUBREC, id, 4);
      },
      onReadable: (count, options) => this.#openOptions().onReadable?.call(this, count, options),
      onMalformed: (reason) => this.#onError(reason),
    });
  }

  #login(socket: Socket): void {
    const { id = "", user, password, clean = true, keepAlive = 0, will } = this.#openOptions();
    const seconds = Math.ceil(keepAlive / 1000);
    Timer.clear(this.#connectTimer);
    socket.format = "buffer";
    this.#writable = socket.write(
      connectPacket({
        id,
        user: user || undefined,
        password: password || undefined,
        clean,
        keepAliveSeconds: seconds,
        will,
      }),
    );
    this.#state = "login";
    if (seconds === 0) return;
    this.#keepAlive = new KeepAlive({
      seconds,
      onPing: () => this.#ping(),
      onTimeout: () => this.#onError("time out"),
    });
  }

  #publish(socket: Socket, data: BufferSource, options: WriteOptions): void {
    const { topic = "", QoS = 0, retain, duplicate, byteLength = data.byteLength } = options;
    if (data.byteLength > byteLength) throw new Error("invalid");
    const id = this.#identifier(options);
    const flags = (retain ? 1 : 0) | ((QoS & 3) << 1) | (duplicate ? 8 : 0);
    const head = publishHead(flags, topic, QoS > 0 ? id : undefined, byteLength);
    const size = head.byteLength + data.byteLength;
    if (size > this.#writable) throw new Error("overflow");
    socket.write(head, { more: true, byteLength: size });
    this.#writable = socket.write(data);
    this.#unwritten = byteLength - data.byteLength;
    if (this.#unwritten > 0) this.#state = "publishing";
  }

  #continue(socket: Socket, data: BufferSource, options: WriteOptions | undefined): void {
    const length = data.byteLength;
    if (this.#state !== "publishing" || options !== undefined || length > this.#unwritten) {
      throw new Error(`MQTT: nothing can be written while ${this.#state}`);
    }
    this.#writable = socket.write(data);
    this.#unwritten -= length;
    if (this.#unwritten === 0) this.#state = "connected";
  }

  #send(socket: Socket, options: WriteOptions): void {
    const operation = options.operation as number;
    const bytes = controlPacket(operation, this.#identifier(options), options);
    if (bytes.byteLength > this.#writable) throw new Error("overflow");
    if (operation === packetType.PINGREQ) this.#keepAlive?.pinged();
    this.#writable = socket.write(bytes);
  }

  /** Own identifiers start with 2 and are used up by every packet, also by those that carry none. */
  #identifier(options: WriteOptions): number {
    return options.id ?? ++this.#lastId;
  }

  #onWritable(count: number): void {
    this.#writable = count;
    const socket = this.#openSocket();
    if (this.#state === "connecting") this.#login(socket);
    else if (this.#state === "connected" || this.#state === "publishing") {
      for (
        let next = this.#pending[0];
        next !== undefined && this.#state === "connected";
        next = this.#pending[0]
      ) {
        if (this.#writable < next.size) return;
        this.#pending.shift();
        this.write(null, next);
      }
      this.#tellWritable();
    }
  }

  #onControl(control: Control): void {
    const { operation, id = 0 } = control;
    if (operation === packetType.PINGRESP) this.#keepAlive?.answered();
    if (operation === packetType.CONNACK) {
      if (control.returnCode !== 0) return this.#onError("connection rejected");
      this.#state = "connected";
    }
    if (operation === packetType.PUBREC) this.#queue(packetType.PUBREL, id, 4);
    if (operation === packetType.PUBREL) this.#queue(packetType.PUBCOMP, id, 4);
    this.#openOptions().onControl?.call(this, control);
    if (operation === packetType.CONNACK) this.#tellWritable();
  }

  #ping(): void {
    // A ping that still waits for room since the last time: the connection does not move any more.
    if (this.#pending.some(({ operation }) => operation === packetType.PINGREQ)) this.#onError("time out");
    else this.#queue(packetType.PINGREQ, 0, 2);
  }

  #queue(operation: number, id: number, size: number): void {
    this.#pending.push({ operation, id, size });
    this.#pendingTimer ??= Timer.set(() => {
      this.#pendingTimer = undefined;
      this.#onWritable(this.#writable);
    });
  }

  #tellWritable(): void {
    const room = this.#room();
    if (room > 0) this.#openOptions().onWritable?.call(this, room);
  }

  #room(): number {
    return Math.max(0, this.#writable - reserve);
  }

  /** The reason goes to the log only: the callback has no argument. */
  #onError(reason = "unknown"): void {
    trace("mqttClient error: ", reason, "\n");
    this.#openOptions().onError?.call(this);
    this.close();
  }

  #openOptions(): Options {
    if (this.#options === undefined) throw new TypeError("MQTT: client is closed");
    return this.#options;
  }

  #openSocket(): Socket {
    if (this.#socket === undefined) throw new TypeError(`MQTT: no socket while ${this.#state}`);
    return this.#socket;
  }
}

function controlPacket(operation: number, id: number, options: WriteOptions): Uint8Array {
  switch (operation) {
    case packetType.SUBSCRIBE:
      return subscribePacket(id, options.items ?? []);
    case packetType.UNSUBSCRIBE:
      return unsubscribePacket(id, options.items ?? []);
    case packetType.PUBACK:
    case packetType.PUBREC:
    case packetType.PUBREL:
    case packetType.PUBCOMP:
      return acknowledgement(operation, id);
    case packetType.PINGREQ:
    case packetType.DISCONNECT:
      return packet(operation, 0);
    default:
      throw new Error("unknown");
  }
}

/** The packet types, as constants of the class like the SDK has them. */
Object.assign(MQTTClient, packetType);
