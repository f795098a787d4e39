import "../../support/xs-globals.js";
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { encodeImprov } from "../../../firmware/console/improv.js";
import { campaignSize } from "../../support/campaign-size.js";
import { consoleBench } from "../../support/console-bench.js";
import { secret } from "../../support/secret-watch.js";
import { seededRandom } from "../../support/seeded-random.js";

/** Cases for which one console lives; then another takes over. */
const batch = 500;
const payloads = [
  "hello n1",
  "reboot",
  "commit",
  "factory-reset 1234",
  "set wifi.psk hunter2hunter2",
  "set domain example.com",
  "unset port",
  `put key 128 ${"ab".repeat(32)}`,
  `data 0 ${Buffer.alloc(64, 7).toString("base64")}`,
  "done",
  "abort",
  "csr",
  "del token",
  "wifi join",
  "status",
];

/** A second opinion on what a frame is: by the words of the format, and its CRC by a table. */
const table = Array.from({ length: 256 }, (_, byte) => {
  let crc = byte << 8;
  for (let bit = 0; bit < 8; bit++) crc = (crc << 1) ^ (crc & 0x8000 ? 0x1021 : 0);
  return crc & 0xffff;
});

function crcOf(text: string): string {
  let crc = 0xffff;
  for (const byte of Buffer.from(text, "latin1"))
    crc = ((crc << 8) & 0xffff) ^ (table[(crc >> 8) ^ byte] ?? 0);
  return crc.toString(16).padStart(4, "0");
}

function frame(id: number, payload: string): Buffer {
  const head = `@${id} ${Buffer.byteLength(payload)} ${payload}`;
  return Buffer.from(`${head}~${crcOf(head)}\n`);
}

/** Payloads of all frames that are whole somewhere in these bytes. */
function framesWithin(bytes: Buffer): string[] {
  const text = bytes.toString("latin1");
  const found: string[] = [];
  for (const { index } of text.matchAll(/@/g)) {
    const [, head = "", length = ""] = /^(@\d{1,5} (\d{1,3}) )/.exec(text.slice(index)) ?? [];
    if (head === "") continue;
    const checked = text.slice(index, index + head.length + Number(length));
    const tail = text.slice(index + checked.length, index + checked.length + 5);
    if (tail === `~${crcOf(checked)}`) found.push(checked.slice(head.length));
  }
  return found;
}

type Random = () => number;
const whole = (random: Random, below: number): number => Math.floor(random() * below);

/** Damage as a line does it, and worse. */
function mutated(random: Random, original: Buffer): Buffer {
  let bytes = Buffer.from(original);
  for (let i = 1 + whole(random, 3); i > 0; i--) {
    const at = whole(random, bytes.length + 1);
    const changes: readonly (() => Buffer)[] = [
      () => Buffer.concat([bytes.subarray(0, at), Buffer.of(whole(random, 256)), bytes.subarray(at + 1)]),
      () => Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + 1)]),
      () => Buffer.concat([bytes.subarray(0, at), Buffer.of(whole(random, 256)), bytes.subarray(at)]),
      () => bytes.subarray(0, at),
      () => Buffer.concat([bytes.subarray(0, at), bytes]),
      () => Buffer.concat([bytes, bytes.subarray(at)]),
      () => Buffer.concat([bytes.subarray(0, at), Buffer.from("\n"), bytes.subarray(at)]),
    ];
    bytes = Buffer.from((changes[whole(random, changes.length)] ?? (() => bytes))());
  }
  return bytes;
}

/** What the device did, by the verb that may bring it about. */
const verbOf: Readonly<Record<string, string>> = {
  commit: "commit",
  join: "wifi",
  erase: "factory-reset",
  makeKey: "csr",
  stopMakingKey: "abort",
  forgetLogin: "del",
  set: "set",
};

/** Runs a campaign; `next` makes the bytes of a case. */
function campaign(seed: number, cases: number, next: (random: Random) => Buffer): void {
  const random = seededRandom(seed);
  for (let done = 0; done < cases; done += batch) {
    const bench = consoleBench();
    const { host, line, time } = bench;
    const set = host.settings.set.bind(host.settings);
    host.settings.set = (key, value) => {
      host.calls.push(`set ${key}`);
      set(key, value);
    };
    // A number for the factory reset is out, and nobody told the fuzz.
    line.send(frame(1, "factory-reset"));
    let before = Buffer.alloc(0);
    for (let i = 0; i < batch; i++) {
      host.calls.length = 0;
      const bytes = next(random);
      line.send(bytes);
      time.advance(400);
      // What was torn in the case before may be finished by this one.
      const allowed = framesWithin(Buffer.concat([before, bytes])).map((payload) => payload.split(" ")[0]);
      for (const call of host.calls) {
        if (call === "restart") {
          assert.ok(
            allowed.includes("reboot") || allowed.includes("commit"),
            told(Buffer.concat([before, bytes]), call),
          );
          continue;
        }
        assert.ok(
          allowed.includes(verbOf[call.split(" ")[0] ?? ""]),
          told(Buffer.concat([before, bytes]), call),
        );
      }
      assert.ok(!host.calls.includes("erase"), told(bytes, "erase"));
      assert.ok(!line.take().includes("error console"), told(bytes, "an exception"));
      assert.ok(time.pending < 10, `${time.pending} timers`);
      before = Buffer.concat([before, bytes]).subarray(-400);
    }
    bench.console.close();
  }
}

function told(bytes: Buffer, call: string): string {
  return `${call} after ${JSON.stringify(bytes.toString("latin1"))}`;
}

describe("the console under fire", () => {
  secret("passphrase in damaged frames", "hunter2hunter2");

  it("survives random bytes and runs nothing", () => {
    campaign(1, campaignSize(10_000, 0.5), (random) =>
      Buffer.from(Array.from({ length: 1 + whole(random, 60) }, () => whole(random, 256))),
    );
  });

  it("survives damaged frames and Improv packets, and runs only what is whole", () => {
    campaign(2, campaignSize(10_000, 0.5), (random) => {
      if (random() < 0.1)
        return mutated(
          random,
          Buffer.from(encodeImprov({ type: 3, data: Uint8Array.of(1 + whole(random, 6), 0) })),
        );
      return mutated(
        random,
        frame(1 + whole(random, 65_000), payloads[whole(random, payloads.length)] ?? ""),
      );
    });
  });

  it("keeps no more than 8 KB for somebody who does not read", () => {
    const { line, console } = consoleBench();
    line.room = 0;
    const write = line.drain;
    line.drain = () => {};
    for (let id = 1; id < 100; id++) line.send(frame(id, "help"));
    for (let i = 0; i < 500; i++) console.entry("info", "test", "x".repeat(100));
    line.drain = write;
    line.take();
    line.drain();
    assert.ok(line.output.length <= 8192 + 512, String(line.output.length));
  });
});
