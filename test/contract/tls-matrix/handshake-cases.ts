import { createECDH, randomBytes } from "node:crypto";
import { type CertificateOptions, derOf, issue, type Signed } from "./certificates.js";
import {
  type HandMadeServer,
  type KeyExchange,
  kinds,
  message,
  rightExtensions,
  type ServerHello,
  serveByHand,
  two,
} from "./hand-made-server.js";
import { alert, applicationData, changeCipherSpec, handshake } from "./record-line.js";
import type { ServerCase } from "./server-case.js";

const host = "device.m2.localhost";
const server: CertificateOptions = { name: "server", names: [host], authority: false };

type Behaviour = (server: HandMadeServer) => Promise<void>;

/** Handshakes that go otherwise than they should, by a server made for it. */
export async function handshakeCases(): Promise<ServerCase[]> {
  const anchor = await issue({ name: "root", authority: true });
  const elliptic = await issue(server, anchor);
  const rsa = await issue({ ...server, kind: "rsa2048" }, anchor);
  const other = await issue(server, anchor);
  const roots = [derOf(anchor)];
  const cases: ServerCase[] = [];
  let group = "";
  const add = (name: string, accepted: boolean, behave: Behaviour, of: Signed = elliptic): void => {
    cases.push({ name, group, accepted, roots, host, start: () => serveByHand(of, behave) });
  };

  group = "Messages and records of a handshake";
  add("as it should be, all in one record", true, (tls) => tls.serve());
  add("as it should be, with an RSA key", true, (tls) => tls.serve(), rsa);
  add("each message in a record of its own", true, inRecords(16_384, false));
  for (const piece of [1, 3, 100])
    add(`records of ${piece} ${piece === 1 ? "byte" : "bytes"}`, true, inRecords(piece, true));
  add("one byte in a TCP segment after the other", true, async (tls) => {
    await tls.clientHello();
    const flight = tls.flight();
    tls.note(...flight);
    await tls.line.trickle(tls.line.record(handshake, Buffer.concat(flight)));
    await finish(tls);
  });
  add("certificates of 12 kilobytes", true, withPadding(elliptic, 12_000));
  add("certificates of 120 kilobytes", false, withPadding(elliptic, 60_000, 2));
  add("a message that announces 16 megabytes", false, async (tls) => {
    await tls.clientHello();
    tls.say(tls.serverHello());
    tls.line.send(handshake, Buffer.from([kinds.certificate, 0xff, 0xff, 0xff, ...randomBytes(200)]));
    await finish(tls);
  });
  add("records of TLS 1.0 after the ServerHello", false, async (tls) => {
    await tls.clientHello();
    tls.say(tls.serverHello());
    tls.line.version = 0x0301;
    tls.say(tls.certificate(), tls.keyExchange(), tls.helloDone());
    await finish(tls);
  });
  add("records of a version 2", false, async (tls) => {
    tls.line.version = 0x0200;
    await tls.serve();
  });
  add("a record of an unknown type", false, async (tls) => {
    await tls.clientHello();
    tls.line.send(99, Buffer.from([1]));
    tls.say(...tls.flight());
    await finish(tls);
  });
  add("a record of 16,385 bytes", false, async (tls) => {
    await tls.clientHello();
    tls.say(tls.serverHello());
    const head = Buffer.concat([Buffer.from([handshake, 3, 3]), two(16_385)]);
    tls.line.raw(Buffer.concat([head, tls.certificate(), Buffer.alloc(16_385)]).subarray(0, 5 + 16_385));
    await finish(tls);
  });
  add("something else than TLS", false, async (tls) => {
    await tls.clientHello();
    tls.line.raw(Buffer.from("HTTP/1.1 400 Bad Request\r\n\r\n"));
  });

  group = "ServerHello";
  const hellos: readonly [string, boolean, ServerHello][] = [
    ["without a session identifier", true, { sessionId: Buffer.alloc(0) }],
    ["a session identifier of 33 bytes", false, { sessionId: Buffer.alloc(33) }],
    ["version 1.1", false, { version: 0x0302 }],
    ["version 1.3", false, { version: 0x0304 }],
    ["a suite that was not offered", false, { suite: 0xc030 }],
    ["a suite without forward secrecy", false, { suite: 0x009c }],
    ["a suite for another kind of key", false, { suite: 0xc02f }],
    ["the signal of the client as suite", false, { suite: 0x00ff }],
    ["no suite at all", false, { suite: 0 }],
    ["compression", false, { compression: 1 }],
    ["no extensions", false, { extensions: [] }],
    ["no word on renegotiation", false, { extensions: rightExtensions.slice(1) }],
    [
      "a renegotiation where there was nothing before",
      false,
      { extensions: [[0xff01, Buffer.from([1, 7])]] },
    ],
    [
      "an extension that was not asked for",
      false,
      { extensions: [...rightExtensions, [16, Buffer.from([0, 2, 1, 0x68])]] },
    ],
    ["an extension twice", false, { extensions: [...rightExtensions, ...rightExtensions] }],
    ["an extension cut off", false, { extensions: [[0xff01, Buffer.alloc(0)]] }],
    ["the name taken note of", true, { extensions: [...rightExtensions, [0, Buffer.alloc(0)]] }],
  ];
  for (const [name, accepted, hello] of hellos)
    add(name, accepted, async (tls) => {
      await tls.clientHello();
      tls.say(tls.serverHello(hello), tls.certificate(), tls.keyExchange(), tls.helloDone());
      await finish(tls);
    });
  for (const [name, change] of [
    [
      "bytes after its end",
      (hello: Buffer) => message(kinds.serverHello, Buffer.concat([hello.subarray(4), Buffer.from([0])])),
    ],
    ["cut off", (hello: Buffer) => message(kinds.serverHello, hello.subarray(4, 30))],
  ] as const)
    add(name, false, async (tls) => {
      await tls.clientHello();
      tls.say(change(tls.serverHello()), tls.certificate(), tls.keyExchange(), tls.helloDone());
      await finish(tls);
    });

  group = "ServerKeyExchange";
  const good = createECDH("prime256v1").generateKeys();
  const short = Buffer.concat([Buffer.from([2 + ((good[64] ?? 0) & 1)]), good.subarray(1, 33)]);
  const off = Buffer.from(good);
  off[64] = (off[64] ?? 0) ^ 1;
  const exchanges: readonly [string, boolean, KeyExchange, Signed?][] = [
    ["signed with RSA for an RSA suite", true, {}, rsa],
    ["not signed", false, { algorithm: 0, signature: Buffer.alloc(0) }],
    ["a hash and no signature algorithm", false, { algorithm: 0x0400 }],
    ["a signature algorithm and no hash", false, { algorithm: 0x0003 }],
    ["an unknown algorithm", false, { algorithm: 0x0409 }],
    ["signed with SHA-1", false, { algorithm: 0x0203, hash: "sha1" }],
    ["signed with SHA-384, which was not offered", false, { algorithm: 0x0503, hash: "sha384" }],
    ["signed with RSA-PSS, which was not offered", false, { algorithm: 0x0804 }, rsa],
    ["signed with another key", false, { signer: other }],
    ["signed for another key exchange", false, { signed: randomBytes(69) }],
    ["called RSA and signed with ECDSA", false, { algorithm: 0x0401 }],
    ["an empty signature", false, { signature: Buffer.alloc(0) }],
    ["random bytes for a signature", false, { signature: randomBytes(70) }],
    ["a curve that was not offered", false, { curve: 24 }],
    ["a point that is not on the curve", false, { point: off }],
    ["a point of 64 bytes", false, { point: good.subarray(0, 64) }],
    ["a compressed point", false, { point: short }],
    ["the point at infinity", false, { point: Buffer.from([0]) }],
  ];
  for (const [name, accepted, exchange, of] of exchanges)
    add(
      name,
      accepted,
      async (tls) => {
        await tls.clientHello();
        tls.say(tls.serverHello(), tls.certificate(), tls.keyExchange(exchange), tls.helloDone());
        await finish(tls);
      },
      of,
    );
  add("cut off", false, async (tls) => {
    await tls.clientHello();
    const cut = message(kinds.keyExchange, tls.keyExchange().subarray(4, -8));
    tls.say(tls.serverHello(), tls.certificate(), cut, tls.helloDone());
    await finish(tls);
  });

  group = "Order of messages";
  const orders: readonly [string, boolean, (tls: HandMadeServer) => Buffer[]][] = [
    [
      "the certificate first",
      false,
      (tls) => [tls.certificate(), tls.serverHello(), tls.keyExchange(), tls.helloDone()],
    ],
    ["no certificate", false, (tls) => [tls.serverHello(), tls.keyExchange(), tls.helloDone()]],
    [
      "an empty list of certificates",
      false,
      (tls) => [tls.serverHello(), tls.certificate([]), tls.keyExchange(), tls.helloDone()],
    ],
    [
      "the certificate twice",
      false,
      (tls) => [tls.serverHello(), tls.certificate(), tls.certificate(), tls.keyExchange(), tls.helloDone()],
    ],
    ["two ServerHellos", false, (tls) => [tls.serverHello(), ...tls.flight()]],
    ["no key exchange", false, (tls) => [tls.serverHello(), tls.certificate(), tls.helloDone()]],
    [
      "two key exchanges",
      false,
      (tls) => [tls.serverHello(), tls.certificate(), tls.keyExchange(), tls.keyExchange(), tls.helloDone()],
    ],
    [
      "something inside ServerHelloDone",
      false,
      (tls) => [...tls.flight().slice(0, 3), message(kinds.helloDone, Buffer.from([0]))],
    ],
    [
      "Finished in place of ServerHelloDone",
      false,
      (tls) => [...tls.flight().slice(0, 3), message(kinds.finished, randomBytes(12))],
    ],
    ["a ClientHello", false, (tls) => [message(1, randomBytes(40)), ...tls.flight()]],
    [
      "a client's key",
      false,
      (tls) => [...tls.flight().slice(0, 3), message(16, randomBytes(66)), tls.helloDone()],
    ],
    [
      "a message of an unknown kind",
      false,
      (tls) => [tls.serverHello(), message(99, Buffer.alloc(0)), ...tls.flight().slice(1)],
    ],
    [
      "a certificate request that is cut off",
      false,
      (tls) => [
        ...tls.flight().slice(0, 3),
        message(kinds.certificateRequest, Buffer.from([1, 1, 0])),
        tls.helloDone(),
      ],
    ],
  ];
  for (const [name, accepted, flight] of orders)
    add(name, accepted, async (tls) => {
      await tls.clientHello();
      tls.say(...flight(tls));
      await finish(tls);
    });
  add("a request to begin anew during the handshake", true, async (tls) => {
    await tls.clientHello();
    tls.say(tls.serverHello(), tls.certificate());
    tls.line.send(handshake, message(kinds.helloRequest, Buffer.alloc(0)));
    tls.say(tls.keyExchange(), tls.helloDone());
    await finish(tls);
  });

  group = "The end of a handshake";
  add("a change of keys right after the ServerHello", false, async (tls) => {
    await tls.clientHello();
    tls.say(tls.serverHello());
    tls.line.send(changeCipherSpec, Buffer.from([1]));
    tls.say(tls.certificate(), tls.keyExchange(), tls.helloDone());
    await finish(tls);
  });
  add("a change of keys before the client's half", false, async (tls) => {
    await tls.clientHello();
    tls.say(...tls.flight());
    tls.line.send(changeCipherSpec, Buffer.from([1]));
    await tls.clientFlight();
    tls.say(tls.finished());
    await tls.greet();
  });
  add("a change of keys of two bytes", false, async (tls) => {
    await tls.clientHello();
    tls.say(...tls.flight());
    await tls.clientFlight();
    tls.line.send(changeCipherSpec, Buffer.from([1, 1]));
    await tls.line.receive();
  });
  add("Finished in the clear", false, async (tls) => {
    await tls.clientHello();
    tls.say(...tls.flight());
    await tls.clientFlight();
    tls.say(tls.finished());
    tls.change();
    await tls.greet();
  });
  const endings: readonly [string, (finished: Buffer) => Buffer][] = [
    ["a wrong Finished", () => message(kinds.finished, randomBytes(12))],
    ["a Finished of 11 bytes", (finished) => message(kinds.finished, finished.subarray(4, 15))],
    [
      "a Finished of 13 bytes",
      (finished) => message(kinds.finished, Buffer.concat([finished.subarray(4), Buffer.from([0])])),
    ],
  ];
  for (const [name, ending] of endings)
    add(name, false, async (tls) => {
      await tls.clientHello();
      tls.say(...tls.flight());
      await tls.clientFlight();
      tls.change();
      tls.say(ending(tls.finished()));
      await tls.greet();
    });
  add("data before Finished", false, async (tls) => {
    await tls.clientHello();
    tls.say(...tls.flight());
    await tls.clientFlight();
    tls.change();
    tls.tell("hello");
    tls.say(tls.finished());
    await tls.greet();
  });
  add("data in the clear before the handshake ends", false, async (tls) => {
    await tls.clientHello();
    tls.line.send(applicationData, Buffer.from("hello"));
    tls.say(...tls.flight());
    await finish(tls);
  });
  add("closes in the middle", false, async (tls) => {
    await tls.clientHello();
    tls.say(tls.serverHello(), tls.certificate());
    tls.alert(1, 0);
    await tls.line.receive();
  });
  add("hangs up in the middle", false, async (tls) => {
    await tls.clientHello();
    tls.say(tls.serverHello(), tls.certificate());
  });
  add("a fatal alert", false, async (tls) => {
    await tls.clientHello();
    tls.alert(2, 40);
    tls.say(...tls.flight());
    await finish(tls);
  });
  add("a warning about the name", true, async (tls) => {
    await tls.clientHello();
    tls.alert(1, 112);
    tls.say(...tls.flight());
    await finish(tls);
  });
  add("eight warnings", false, async (tls) => {
    await tls.clientHello();
    for (let i = 0; i < 8; i++) tls.alert(1, 112);
    tls.say(...tls.flight());
    await finish(tls);
  });
  add("an alert of three bytes", false, async (tls) => {
    await tls.clientHello();
    tls.line.send(alert, Buffer.from([1, 112, 0]));
    tls.say(...tls.flight());
    await finish(tls);
  });
  return cases;
}

/** The second half as it should be. */
async function finish(tls: HandMadeServer): Promise<void> {
  await tls.clientFlight();
  tls.change();
  tls.say(tls.finished());
  await tls.greet();
}

function inRecords(piece: number, together: boolean): Behaviour {
  return async (tls) => {
    await tls.clientHello();
    const flight = tls.flight();
    tls.note(...flight);
    for (const part of together ? [Buffer.concat(flight)] : flight) tls.line.send(handshake, part, piece);
    await tls.clientFlight();
    tls.change();
    const finished = tls.finished();
    tls.note(finished);
    tls.line.send(handshake, finished, piece);
    await tls.greet();
  };
}

function withPadding(own: Signed, size: number, count = 1): Behaviour {
  return async (tls) => {
    const padding = await issue({ name: "padding", padding: size });
    await tls.clientHello();
    const chain = [derOf(own), ...Array.from({ length: count }, () => derOf(padding))];
    tls.say(tls.serverHello(), tls.certificate(chain), tls.keyExchange(), tls.helloDone());
    await finish(tls);
  };
}
