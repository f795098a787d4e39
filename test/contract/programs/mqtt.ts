import platformTCP from "embedded:io/socket/tcp";
import platformClient from "embedded:network/mqtt/client";
import Timer from "timer";
import type {
  MQTTClient,
  MQTTClientConstructor,
  MQTTOptions,
  MQTTReadable,
} from "../../../firmware/ports/mqtt-client.js";
import type { TCPConstructor, TCPOptions } from "../../../firmware/ports/tcp.js";
import { host } from "../../../host-sim/engine/inside/host.js";
import { report, runPart, thrownBy } from "./report.js";

const TCP = platformTCP as unknown as TCPConstructor;
const Client = platformClient as unknown as MQTTClientConstructor;
const SUBSCRIBE = 8;
const UNSUBSCRIBE = 10;
const PINGREQ = 12;
const DISCONNECT = 14;

const bytes = (content: string) => ArrayBuffer.fromString(content);
const text = (content: unknown) => String.fromArrayBuffer(content as ArrayBuffer);

/** Answers in a callback of its own. */
class Resolver {
  resolve(request: {
    host: string;
    onResolved?: (host: string, address: string) => void;
    onError?: () => void;
  }): void {
    Timer.set(() => {
      if (request.host === "nowhere") request.onError?.();
      else request.onResolved?.(request.host, "127.0.0.1");
    });
  }
}

/** Tells what a callback throws instead of letting it end the device. */
class TellingTCP extends TCP {
  constructor(options: TCPOptions) {
    super({
      ...options,
      onReadable: (count) => {
        const name = thrownBy(() => options.onReadable?.(count));
        if (name !== undefined) report(["thrown", name]);
      },
    });
  }
}

class ImpossibleSocket {
  constructor() {
    throw new Error("no socket");
  }
}

type Options = Record<string, unknown>;

function open(options: Options = {}): MQTTClient {
  return new Client({
    host: "broker.test",
    port: Number(host.config.port),
    id: "device",
    dns: { io: Resolver },
    socket: { io: TCP },
    onError: (...reasons: unknown[]) => report(["error", reasons.length]),
    ...options,
  } as unknown as MQTTOptions);
}

/** Opens a client and hands it over when the server has accepted it. Other control packets are reported. */
function connected(action: (client: MQTTClient) => void, options: Options = {}): void {
  const client = open({
    onControl: (message: { operation: number; id?: number; payload?: number[] }) => {
      if (message.operation !== 2) report(["control", message.operation, message.id, message.payload]);
      else Timer.set(() => action(client));
    },
    ...options,
  });
}

/** Reports every message, read whole. */
function onReadable(this: MQTTClient, count: number, options: MQTTReadable): void {
  report([count, options, text(this.read(count))]);
}

/** Reports what a call returns or throws. */
function tell(call: () => unknown): void {
  let returned: unknown;
  const thrown = thrownBy(() => {
    returned = call();
  });
  report(thrown ?? returned);
}

const nothing = () => {};

runPart({
  fields() {
    open({
      user: "name",
      password: bytes("secret"),
      clean: false,
      keepAlive: 59_001,
      will: { topic: "gone", message: "bye", QoS: 1, retain: true },
    });
  },
  emptyId() {
    open({ id: undefined });
  },
  passwordOnly() {
    open({ id: "", user: "", password: "secret" });
  },
  passwordAsView() {
    open({ id: "", user: "u", password: Uint8Array.of(1, 2, 3) });
  },
  willWithoutMessage() {
    open({ id: "", will: { topic: "t" } });
  },
  ready() {
    const client = open({
      onControl: (message: { operation: number }) => report(["control", message.operation]),
      onWritable: (count: number) => report(["writable", count]),
    });
    Timer.set(() => tell(() => client.write(bytes("early"), { topic: "t" })), 20);
  },
  open() {
    open({ onControl: () => report("control"), onWritable: () => report("writable") });
  },
  withoutHost() {
    tell(() => open({ host: "" }));
    tell(() => open({ format: "number" }));
  },
  nowhere() {
    open({ host: "nowhere" });
  },
  impossibleSocket() {
    open({ socket: { io: ImpossibleSocket } });
  },
  publish() {
    connected((client) => {
      report(client.write(bytes("value"), { topic: "t", QoS: 1, id: 700, retain: true, duplicate: true }));
      client.write(Uint8Array.of(0, 0x41, 0x42).subarray(1), { topic: "t" });
      client.write(new ArrayBuffer(0), { topic: "t" });
    });
  },
  ownIds() {
    connected((client) => {
      client.write(bytes("a"), { topic: "t", QoS: 1 });
      client.write(bytes("b"), { topic: "t", QoS: 0 });
      client.write(bytes("c"), { topic: "t", QoS: 1 });
      const tooLong = new ArrayBuffer(10_000);
      let id = 5;
      // Not in one turn: a busy computer would take the device for one that hangs.
      const useUp = (): void => {
        for (let count = 0; count < 5000 && id <= 65_535; count++, id++)
          thrownBy(() => client.write(tooLong, { topic: "t" }));
        if (id <= 65_535) Timer.set(useUp);
        else client.write(bytes("d"), { topic: "t", QoS: 1 });
      };
      useUp();
    });
  },
  fragments() {
    connected((client) => {
      client.write(bytes("he"), { topic: "t", byteLength: 5 });
      tell(() => client.write(bytes("x"), { topic: "other" }));
      tell(() => client.write(bytes("much too long")));
      client.write(bytes("ll"));
      client.write(bytes("o"));
      client.write(bytes("next"), { topic: "t" });
    });
  },
  overflow() {
    connected((client) => {
      tell(() => client.write(new ArrayBuffer(8192), { topic: "t" }));
      tell(() => client.write(bytes("four"), { topic: "t", byteLength: 3 }));
      client.write(bytes("fits"), { topic: "t" });
    });
  },
  noBuffer() {
    connected((client) => {
      tell(() => client.write(null, { topic: "t" }));
      client.write(bytes("still there"), { topic: "t" });
      tell(() => client.write("text" as unknown as ArrayBuffer, { topic: "t" }));
    });
  },
  subscribe() {
    connected((client) => {
      const items = [{ topic: "a/#", QoS: 1 as const }, { topic: "b" }];
      client.write(null, { operation: SUBSCRIBE, id: 9, items });
      client.write(null, { operation: UNSUBSCRIBE, id: 10, items });
      tell(() => client.write(null, { operation: 15 }));
    });
  },
  leave() {
    connected((client) => void client.write(null, { operation: DISCONNECT }));
  },
  closeWithoutGoodbye() {
    connected((client) => {
      client.close();
      client.close();
    });
  },
  read() {
    connected(nothing, { onReadable });
  },
  readInPieces() {
    connected(nothing, {
      onReadable(this: MQTTClient, count: number, options: MQTTReadable) {
        const target = new Uint8Array(2);
        const first = this.read(target as unknown as number);
        report([count, options.more, first, [...target], text(this.read(1000)), this.read(1) === undefined]);
      },
    });
  },
  readLater() {
    connected(nothing, {
      onReadable(this: MQTTClient, count: number, { topic }: MQTTReadable) {
        report(["readable", topic]);
        if (topic === "first") Timer.set(() => void this.read(count), 100);
        else this.read(count);
      },
    });
  },
  readNever() {
    connected(nothing, { onReadable: (count: number) => report(count) });
  },
  throwing() {
    connected(nothing, {
      socket: { io: TellingTCP },
      onReadable(this: MQTTClient, count: number) {
        this.read(count);
        throw new RangeError("out of the application");
      },
    });
  },
  throwingUnread() {
    connected(nothing, {
      socket: { io: TellingTCP },
      onReadable() {
        throw new RangeError("out of the application");
      },
    });
  },
  closeInReadable() {
    connected(nothing, {
      onReadable(this: MQTTClient, count: number) {
        this.read(count);
        this.close();
      },
    });
  },
  closeInControl() {
    const client = open({ onControl: () => client.close() });
    Timer.set(() => report("alive"), 100);
  },
  closeEarly() {
    open().close();
  },
  writeAfterClose() {
    connected((client) => {
      client.close();
      tell(() => client.write(bytes("late"), { topic: "t" }));
    });
  },
  keepAlive() {
    connected(nothing, { keepAlive: 1000, onReadable });
  },
  ping() {
    connected((client) => void client.write(null, { operation: PINGREQ }));
  },
});
