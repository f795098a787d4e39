import { randomBytes } from "node:crypto";
import { derOf, issue } from "./certificates.js";
import { type HandMadeServer, kinds, message, serveByHand } from "./hand-made-server.js";
import { applicationData, changeCipherSpec, handshake } from "./record-line.js";
import { greeting, type ServerCase } from "./server-case.js";

const host = "device.m2.localhost";

/** What a server does when the handshake is over, before it says hello. */
export async function sessionCases(): Promise<ServerCase[]> {
  const anchor = await issue({ name: "root", authority: true });
  const own = await issue({ name: "server", names: [host], authority: false }, anchor);
  const cases: ServerCase[] = [];
  let group = "";
  const add = (
    name: string,
    accepted: boolean,
    behave: (tls: HandMadeServer) => Promise<void> | void,
  ): void => {
    const start = () =>
      serveByHand(own, async (tls) => {
        await tls.shakeHands();
        await behave(tls);
      });
    cases.push({ name, group, accepted, roots: [derOf(anchor)], host, start });
  };
  /** Does something to the connection once the client has spoken, and says hello after it. */
  const after = (name: string, accepted: boolean, act: (tls: HandMadeServer) => void): void =>
    add(name, accepted, async (tls) => {
      await tls.line.receive();
      act(tls);
      tls.tell(greeting);
      await tls.line.receive();
    });

  group = "Renegotiation";
  after("asks to begin anew, and goes on when nobody does", true, (tls) =>
    tls.line.send(handshake, message(kinds.helloRequest, Buffer.alloc(0))),
  );
  after("begins anew without being asked", false, (tls) => tls.line.send(handshake, tls.serverHello()));
  after("sends another Finished", false, (tls) => tls.line.send(handshake, tls.finished()));
  after("asks for a certificate now", false, (tls) =>
    tls.line.send(handshake, message(kinds.certificateRequest, Buffer.from([1, 1, 0, 2, 4, 1, 0, 0]))),
  );
  after("changes keys again", false, (tls) => tls.line.send(changeCipherSpec, Buffer.from([1])));

  group = "Records of a session";
  add("data in one piece with the end of the handshake", true, async (tls) => {
    tls.tell(greeting);
    await tls.line.receive();
  });
  add("one byte in a record after the other", true, async (tls) => {
    await tls.line.receive();
    tls.line.send(applicationData, Buffer.from(greeting), 1);
    await tls.line.receive();
  });
  after("16,384 bytes in one record", true, (tls) => tls.line.send(applicationData, Buffer.alloc(16_384)));
  after("16,385 bytes in one record", false, (tls) =>
    tls.line.raw(tls.line.record(applicationData, Buffer.alloc(16_385))),
  );
  after("a record of 32,767 bytes", false, (tls) =>
    tls.line.raw(Buffer.concat([Buffer.from([23, 3, 3, 0x7f, 0xff]), randomBytes(0x7fff)])),
  );
  after("100 kilobytes in many records", true, (tls) =>
    tls.line.send(applicationData, Buffer.alloc(100_000)),
  );
  after("an empty record", true, (tls) => tls.line.send(applicationData, Buffer.alloc(0)));
  after("40 empty records", false, (tls) => {
    for (let i = 0; i < 40; i++) tls.line.send(applicationData, Buffer.alloc(0));
  });
  const damages: readonly [string, (record: Buffer) => Buffer][] = [
    ["one bit of a record turned", (record) => turned(record, record.byteLength - 20)],
    ["one bit of a record's tag turned", (record) => turned(record, record.byteLength - 1)],
    ["a record's type changed", (record) => turned(record, 0)],
    ["a record of another version", (record) => turned(record, 2)],
  ];
  for (const [name, damage] of damages)
    after(name, false, (tls) =>
      tls.line.raw(damage(tls.line.record(applicationData, Buffer.from("something")))),
    );
  after("a record twice", false, (tls) => {
    const record = tls.line.record(applicationData, Buffer.from("something"));
    tls.line.raw(Buffer.concat([record, record]));
  });
  after("a record left out", false, (tls) => void tls.line.record(applicationData, Buffer.from("something")));
  after("two records in the wrong order", false, (tls) => {
    const records = ["one", "two"].map((text) => tls.line.record(applicationData, Buffer.from(text)));
    tls.line.raw(Buffer.concat(records.reverse()));
  });
  after("a sealed record too short for its seal", false, (tls) =>
    tls.line.raw(Buffer.concat([Buffer.from([23, 3, 3, 0, 20]), randomBytes(20)])),
  );
  add("data in the clear", false, async (tls) => {
    await tls.line.receive();
    tls.line.sending = undefined;
    tls.tell(greeting);
    await tls.line.receive();
  });
  after("a record of an unknown type", false, (tls) => tls.line.send(99, Buffer.from([1])));

  group = "Alerts of a session";
  after("a warning", true, (tls) => tls.alert(1, 90));
  after("a fatal alert", false, (tls) => tls.alert(2, 80));
  after("closes, and says hello all the same", false, (tls) => tls.alert(1, 0));
  after("an alert in the clear", false, (tls) => {
    const { sending } = tls.line;
    tls.line.sending = undefined;
    tls.alert(1, 90);
    tls.line.sending = sending;
  });
  add("hangs up without a word", false, async (tls) => {
    await tls.line.receive();
  });
  return cases;
}

function turned(record: Buffer, at: number): Buffer {
  const copy = Buffer.from(record);
  copy[at] = (copy[at] ?? 0) ^ 1;
  return copy;
}
