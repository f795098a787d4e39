import type { EmptyMessage } from "../../firmware/cloud/frame-scanner.js";
import type { MQTTPlatform } from "../../firmware/cloud/mqtt-options.js";
import type {
  MQTTClient,
  MQTTClientConstructor,
  MQTTOptions,
  MQTTWriteOptions,
} from "../../firmware/ports/mqtt-client.js";
import type { Resolver } from "../../firmware/ports/tcp.js";
import { fakeTLS, noTCP } from "./fake-tls.js";
import type { VirtualTime } from "./virtual-time.js";

/** What the wrapper hangs into the socket's options; a test calls it as the socket would. */
interface SocketHooks {
  onConnack(code: number): void;
  onEmptyMessage(message: EmptyMessage): void;
  onFailure(error: unknown): void;
  onSecured(): void;
}

export interface Written extends MQTTWriteOptions {
  /** What was written, as text. */
  readonly text: string;
}

/**
 * An MQTT client without a network that behaves as the SDK's does, oddities included, and throws where that one would break:
 * closed inside a callback or before the name was resolved, written to at the wrong moment or beyond its room, not read.
 */
export class FakeMQTTClient implements MQTTClient {
  readonly options: MQTTOptions;
  readonly hooks: SocketHooks;
  readonly written: Written[] = [];
  closes = 0;
  #state: "resolving" | "connecting" | "connected" | "publishing" | "closed" = "resolving";
  #inCallback = false;
  #room = 0;
  /** Bytes still to come of a publish. */
  #remaining = 0;
  #unread: Uint8Array = new Uint8Array(0);
  #answer: Parameters<Resolver["resolve"]>[0] | undefined;

  constructor(options: MQTTOptions) {
    this.options = options;
    this.hooks = options.socket as SocketHooks;
    const resolver = new options.dns.io(options.dns);
    resolver.resolve({
      host: options.host,
      onResolved: () => {
        if (this.#state === "closed") throw new TypeError("closed before the name was resolved");
        this.#state = "connecting";
      },
      onError: () => this.#fail(),
    });
  }

  write(data: ArrayBuffer | Uint8Array | null, options?: MQTTWriteOptions): number {
    const bytes = data === null ? new Uint8Array(0) : new Uint8Array(data);
    if (this.#state === "publishing") {
      if (options !== undefined || bytes.byteLength > this.#remaining) throw new Error("publishing");
      this.#remaining -= bytes.byteLength;
      if (this.#remaining === 0) this.#state = "connected";
    } else if (this.#state !== "connected" || options === undefined) {
      throw new TypeError(`write while ${this.#state}`);
    } else if (options.operation === undefined) {
      this.#remaining = (options.byteLength ?? bytes.byteLength) - bytes.byteLength;
      if (this.#remaining > 0) this.#state = "publishing";
    }
    const head = options === undefined ? 0 : 2 + (options.topic?.length ?? 0) + 4;
    if (head + bytes.byteLength > this.#room) throw new Error("overflow");
    this.#room -= head + bytes.byteLength;
    this.written.push({ text: new TextDecoder().decode(bytes), ...options });
    return this.#room;
  }

  read(count = this.#unread.byteLength): ArrayBuffer | undefined {
    if (this.#unread.byteLength === 0) return undefined;
    const bytes = this.#unread.slice(0, count);
    this.#unread = this.#unread.slice(count);
    return bytes.buffer;
  }

  close(): void {
    if (this.#inCallback) throw new TypeError("closed inside a callback");
    if (this.#state === "resolving") throw new TypeError("closed before the name was resolved");
    this.#state = "closed";
    this.closes += 1;
  }

  /** Everything that was published, as `topic=payload`. */
  get published(): string[] {
    return this.written.flatMap(({ topic, text }) => (topic === undefined ? [] : [`${topic}=${text}`]));
  }

  /** Control packet types that were written, as numbers. */
  get operations(): number[] {
    return this.written.flatMap(({ operation }) => (operation === undefined ? [] : [operation]));
  }

  /** The name is resolved and TLS stands; the server has not answered yet. */
  secure(): this {
    this.#resolve();
    this.hooks.onSecured();
    return this;
  }

  /** The name is resolved, or is not. */
  resolved(address?: string): void {
    if (address !== undefined) return this.#resolve();
    this.#state = "connecting";
    this.#answer?.onError?.();
  }

  /** The server accepts the login; as in the SDK, `onWritable` follows at once. */
  accept(room = 4000): this {
    if (this.#state === "resolving") this.secure();
    this.hooks.onConnack(0);
    this.#state = "connected";
    this.#room = room;
    this.#call(() => {
      this.options.onControl?.({ operation: 2 });
      this.options.onWritable?.(room);
    });
    return this;
  }

  /** The server refuses the login: `onError` comes without a word, and the client closes itself. */
  refuse(code: number): void {
    if (this.#state === "resolving") this.secure();
    this.hooks.onConnack(code);
    this.#fail();
  }

  /** The connection breaks; `reason` is what a layer below threw. */
  break(reason?: unknown): void {
    if (this.#state === "resolving") this.#resolve();
    if (reason !== undefined) this.hooks.onFailure(reason);
    this.#fail();
  }

  writable(room: number): void {
    this.#room = room;
    this.#call(() => this.options.onWritable?.(room));
  }

  acknowledge(id: number): void {
    this.#call(() => this.options.onControl?.({ operation: 4, id }));
  }

  /** A message arrives, in as many fragments as there are payloads. */
  receive(topic: string, ...fragments: (string | Uint8Array)[]): void {
    const payloads = fragments.map((each) =>
      typeof each === "string" ? new TextEncoder().encode(each) : each,
    );
    const byteLength = payloads.reduce((sum, each) => sum + each.byteLength, 0);
    for (const [i, payload] of payloads.entries()) {
      const more = i < payloads.length - 1;
      this.#unread = payload;
      this.#call(() =>
        this.options.onReadable?.(
          payload.byteLength,
          i === 0 ? { topic, byteLength, QoS: 0, more } : { more },
        ),
      );
      if (this.#unread.byteLength > 0 && this.#state !== "closed") this.#unread = new Uint8Array(0);
    }
  }

  /** For the resolver of the platform: whoever waits for the answer. */
  set answer(options: Parameters<Resolver["resolve"]>[0]) {
    this.#answer = options;
  }

  #resolve(): void {
    this.#answer?.onResolved?.(this.options.host, "127.0.0.1");
  }

  #fail(): void {
    this.#call(() => this.options.onError?.());
    this.#state = "closed";
  }

  #call(callback: () => void): void {
    this.#inCallback = true;
    try {
      callback();
    } finally {
      this.#inCallback = false;
    }
  }
}

/** A platform of fakes, and the MQTT clients that were made on it, the newest last. */
export class FakePlatform {
  readonly clients: FakeMQTTClient[] = [];
  readonly io: MQTTPlatform;

  constructor(time: VirtualTime, MQTTClient?: MQTTClientConstructor) {
    const { clients } = this;
    let asked: Parameters<Resolver["resolve"]>[0] | undefined;
    this.io = {
      MQTTClient:
        MQTTClient ??
        class extends FakeMQTTClient {
          constructor(options: MQTTOptions) {
            super(options);
            if (asked !== undefined) this.answer = asked;
            clients.push(this);
          }
        },
      TLSSocket: fakeTLS().io,
      TCP: noTCP,
      Resolver: class implements Resolver {
        resolve(options: Parameters<Resolver["resolve"]>[0]): void {
          asked = options;
        }
      },
      Timer: time,
    };
  }

  /** The newest client; throws where there is none. */
  get client(): FakeMQTTClient {
    const client = this.clients.at(-1);
    if (client === undefined) throw new Error("no MQTT client was made");
    return client;
  }
}
