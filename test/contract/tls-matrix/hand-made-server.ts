import { createECDH, createHash, randomBytes, sign } from "node:crypto";
import { once } from "node:events";
import { type AddressInfo, createServer, type Socket } from "node:net";
import { derOf, keyOf, type Signed } from "./certificates.js";
import { prf, RecordKey } from "./connection-keys.js";
import { alert, applicationData, changeCipherSpec, handshake, RecordLine } from "./record-line.js";
import { greeting, type RunningServer } from "./server-case.js";

/** Handshake messages (RFC 5246, section 7.4). */
export const kinds = Object.freeze({
  helloRequest: 0,
  serverHello: 2,
  certificate: 11,
  keyExchange: 12,
  certificateRequest: 13,
  helloDone: 14,
  finished: 20,
});
const clientKeyExchange = 16;

/** What ServerKeyExchange says; right where nothing else is said. */
export interface KeyExchange {
  curve?: number;
  point?: Buffer;
  /** Hash and signature algorithm as two bytes. */
  algorithm?: number;
  /** Hash that is signed with; the algorithm's where absent. */
  hash?: string;
  signer?: Signed;
  /** What is signed, where not what should be. */
  signed?: Buffer;
  signature?: Buffer;
}

export interface ServerHello {
  version?: number;
  suite?: number;
  compression?: number;
  sessionId?: Buffer;
  /** In place of the right ones, number and content. */
  extensions?: readonly (readonly [kind: number, content: Buffer])[];
}

/** A TLS 1.2 server taken apart into its steps, so that a case can take any of them otherwise than it should. */
export class HandMadeServer {
  readonly line: RecordLine;
  #identity: Signed;
  #isRSA: boolean;
  #keys = createECDH("prime256v1");
  #clientRandom: Buffer = Buffer.alloc(0);
  #random = randomBytes(32);
  #transcript: Buffer[] = [];
  #master: Buffer = Buffer.alloc(0);

  constructor(socket: Socket, identity: Signed) {
    this.line = new RecordLine(socket);
    this.#identity = identity;
    this.#isRSA = identity.kind.startsWith("rsa");
    this.#keys.generateKeys();
  }

  async clientHello(): Promise<void> {
    const { content } = await this.line.receive();
    this.#transcript.push(content);
    this.#clientRandom = content.subarray(6, 38);
  }

  serverHello({
    version = 0x0303,
    suite,
    compression = 0,
    sessionId = randomBytes(32),
    extensions,
  }: ServerHello = {}): Buffer {
    const own = this.#isRSA ? 0xc02f : 0xc02b;
    const list = (extensions ?? rightExtensions).map(([kind, content]) =>
      Buffer.concat([two(kind), two(content.byteLength), content]),
    );
    const extended = extensions?.length === 0 ? [] : [two(Buffer.concat(list).byteLength), ...list];
    const body = [
      two(version),
      this.#random,
      Buffer.from([sessionId.byteLength]),
      sessionId,
      two(suite ?? own),
      Buffer.from([compression]),
      ...extended,
    ];
    return message(kinds.serverHello, Buffer.concat(body));
  }

  certificate(chain: readonly Uint8Array[] = [derOf(this.#identity)]): Buffer {
    const list = Buffer.concat(chain.flatMap((one) => [three(one.byteLength), Buffer.from(one)]));
    return message(kinds.certificate, Buffer.concat([three(list.byteLength), list]));
  }

  keyExchange(options: KeyExchange = {}): Buffer {
    const { curve = 23, point = this.#keys.getPublicKey(), signer = this.#identity } = options;
    const parameters = Buffer.concat([Buffer.from([3]), two(curve), Buffer.from([point.byteLength]), point]);
    const { algorithm = this.#isRSA ? 0x0401 : 0x0403, hash = "sha256", signed = parameters } = options;
    const data = Buffer.concat([this.#clientRandom, this.#random, signed]);
    const signature = options.signature ?? sign(hash, data, keyOf(signer));
    return message(
      kinds.keyExchange,
      Buffer.concat([parameters, two(algorithm), two(signature.byteLength), signature]),
    );
  }

  helloDone(): Buffer {
    return message(kinds.helloDone, Buffer.alloc(0));
  }

  /** The messages that answer a ClientHello. */
  flight(): Buffer[] {
    return [this.serverHello(), this.certificate(), this.keyExchange(), this.helloDone()];
  }

  /** Sends messages, all in one record where they fit, and counts them to the handshake. */
  say(...messages: readonly Buffer[]): void {
    this.note(...messages);
    this.line.send(handshake, Buffer.concat(messages));
  }

  /** Counts messages to the handshake that go on the line in another way. */
  note(...messages: readonly Buffer[]): void {
    this.#transcript.push(...messages);
  }

  /** Takes the client's half: its key, its change to sealed records, its Finished. */
  async clientFlight(): Promise<void> {
    let held: Buffer = Buffer.alloc(0);
    for (;;) {
      const { type, content } = await this.line.receive();
      if (type === alert) throw new Error(`the client sent alert ${content.readUInt8(1)}`);
      if (type === changeCipherSpec) {
        this.line.receiving = this.#keyOf("client");
        continue;
      }
      held = Buffer.concat([held, content]);
      while (held.byteLength >= 4 && held.byteLength >= 4 + held.readUIntBE(1, 3)) {
        const one = held.subarray(0, 4 + held.readUIntBE(1, 3));
        held = held.subarray(one.byteLength);
        if (one[0] === kinds.finished) this.#checkFinished(one);
        this.#transcript.push(one);
        if (one[0] === clientKeyExchange) this.#agree(one.subarray(5));
        if (one[0] === kinds.finished) return;
      }
    }
  }

  /** Announces that records are sealed from here on, and seals them. */
  change(): void {
    this.line.send(changeCipherSpec, Buffer.from([1]));
    this.line.sending = this.#keyOf("server");
  }

  finished(): Buffer {
    return message(kinds.finished, this.#verifyData("server finished"));
  }

  /** Data of the application. */
  tell(text: string): void {
    this.line.send(applicationData, Buffer.from(text));
  }

  alert(level: number, description: number): void {
    this.line.send(alert, Buffer.from([level, description]));
  }

  /** The handshake as it should be. */
  async shakeHands(): Promise<void> {
    await this.clientHello();
    this.say(...this.flight());
    await this.clientFlight();
    this.change();
    this.say(this.finished());
  }

  /** From the handshake to the greeting, as it should be. */
  async serve(): Promise<void> {
    await this.shakeHands();
    await this.greet();
  }

  /** Waits for the client's word and answers it. */
  async greet(): Promise<void> {
    await this.line.receive();
    this.tell(greeting);
  }

  #agree(point: Buffer): void {
    const secret = this.#keys.computeSecret(point);
    this.#master = prf(secret, "master secret", Buffer.concat([this.#clientRandom, this.#random]), 48);
  }

  #keyOf(side: "client" | "server"): RecordKey {
    const block = prf(this.#master, "key expansion", Buffer.concat([this.#random, this.#clientRandom]), 40);
    const [key, salt] = side === "client" ? [0, 32] : [16, 36];
    return new RecordKey(block.subarray(key, key + 16), block.subarray(salt, salt + 4));
  }

  #checkFinished(received: Buffer): void {
    if (!received.subarray(4).equals(this.#verifyData("client finished")))
      throw new Error("the client's Finished is wrong");
  }

  #verifyData(label: string): Buffer {
    const hash = createHash("sha256").update(Buffer.concat(this.#transcript)).digest();
    return prf(this.#master, label, hash, 12);
  }
}

/** Runs a server that does to each client what the case says; what goes wrong in there ends the connection. */
export async function serveByHand(
  identity: Signed,
  behave: (server: HandMadeServer) => Promise<void>,
): Promise<RunningServer> {
  const sockets = new Set<Socket>();
  const server = createServer({ noDelay: true }, (socket) => {
    sockets.add(socket);
    socket.on("error", () => {});
    behave(new HandMadeServer(socket, identity)).then(
      () => socket.end(),
      () => socket.end(),
    );
  });
  await once(server.listen(0, "127.0.0.1"), "listening");
  return {
    port: (server.address() as AddressInfo).port,
    close() {
      for (const socket of sockets) socket.destroy();
      server.close();
    },
  };
}

/** A promise not to mix this connection with another (RFC 5746), and points without tricks. */
export const rightExtensions = Object.freeze([
  [0xff01, Buffer.from([0])],
  [11, Buffer.from([1, 0])],
] as const);

export function message(kind: number, body: Buffer): Buffer {
  return Buffer.concat([Buffer.from([kind]), three(body.byteLength), body]);
}

export function two(number: number): Buffer {
  return Buffer.from([number >> 8, number & 0xff]);
}

export function three(number: number): Buffer {
  return Buffer.from([number >> 16, (number >> 8) & 0xff, number & 0xff]);
}
