import { Console } from "../../firmware/console/console.js";
import { SerialLink } from "../../host-sim/world/serial-link.js";
import { ConsoleClient } from "../../tools/device-link/console-client.js";
import { upload } from "../../tools/device-link/upload.js";
import { FakeConsoleHost } from "./fake-console-host.js";
import { seededRandom } from "./seeded-random.js";
import { VirtualTime } from "./virtual-time.js";

export interface LinkRun {
  /** Whether the desk was told that the upload is whole. */
  readonly succeeded: boolean;
  /** Whether the device holds the very bytes; undefined where it holds none. */
  readonly isRight: boolean | undefined;
  /** Milliseconds of the device's time. */
  readonly duration: number;
  /** Requests that the desk sent, repetitions included, beyond those needed. */
  readonly resends: number;
  readonly lostBytes: number;
}

/** Longest upload that is waited for, milliseconds of virtual time. */
const patience = 120_000;

/**
 * One upload over a bad line, by the desk's own client, in virtual time: JavaScript on the device is late by 1 to 4 ms, and by 20 to 140 ms one time
 * in ten; the log writes whole lines and unfinished ones in between.
 */
export async function runUpload(options: {
  content: Uint8Array<ArrayBuffer>;
  errorRate: number;
  seed: number;
}): Promise<LinkRun> {
  const { content, errorRate, seed } = options;
  const random = seededRandom(seed);
  const time = new VirtualTime();
  let stored: Uint8Array | undefined;
  let sends = 0;
  const host = new FakeConsoleHost();
  // What is uploaded here is no key: only the way matters.
  host.credentials.stage = (slot, bytes) => {
    stored = bytes;
    return { slot, size: bytes.byteLength };
  };
  const pipe = {
    onBytes: (_: Uint8Array) => {},
    onClosed: () => {},
    send: async (bytes: Uint8Array) => {
      sends += 1;
      link.send(bytes);
    },
    close: async () => {},
  };
  const link = new SerialLink({
    Timer: time,
    now: () => time.uptime(),
    random,
    errorRate,
    latency: (chance) => (chance < 0.1 ? 20 + 1200 * chance : 1 + 3 * chance),
    onReceive: (bytes) => pipe.onBytes(bytes),
  });
  const console = new Console({ open: link.open, host, Timer: time });
  time.set(() => chatter(console, pipe, random), 40, 40);
  const client = new ConsoleClient({ pipe, timer: time, random });
  let ended: "done" | "failed" | undefined;
  const whole = upload({
    ask: (payload) => client.request(payload),
    slot: "key",
    content,
    onProgress: () => {},
  }).then(
    () => {
      ended = "done";
    },
    () => {
      ended = "failed";
    },
  );
  // The digest of the content is made elsewhere, and takes none of the device's time.
  while (sends === 0) await new Promise(setImmediate);
  while (ended === undefined && time.uptime() < patience) {
    time.advance(Math.max(0, time.untilNext ?? 0));
    await new Promise(setImmediate);
  }
  const duration = time.uptime();
  const succeeded = ended === "done";
  await client.close();
  await whole;
  console.close();
  return {
    succeeded,
    isRight: stored === undefined ? undefined : Buffer.compare(stored, content) === 0,
    duration,
    resends: sends - Math.ceil(content.byteLength / 64) - 2,
    lostBytes: link.lost,
  };
}

/** About as often as 15 answers in a hundred: a line of the log, or the beginning of one from below the firmware. */
function chatter(console: Console, pipe: { onBytes(bytes: Uint8Array): void }, random: () => number): void {
  const chance = random();
  if (chance < 0.1) console.entry("info", "resource", "led set to true");
  else if (chance < 0.15) pipe.onBytes(Buffer.from("I (3214) wifi:state: run -> "));
}
