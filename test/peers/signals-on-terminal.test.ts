import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { createSocket } from "node:dgram";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { fileURLToPath } from "node:url";
import { boardOnTerminal } from "../../host-sim/emulators/rom-loader/lines.js";
import { bowline } from "../support/bowline.js";
import { EventRecord } from "../support/event-record.js";
import { madePackage, madeParts } from "../support/firmware-package.js";
import { missingProgram } from "../support/programs.js";

const source = fileURLToPath(new URL("../support/pts-signals.c", import.meta.url));
const without =
  process.platform === "linux"
    ? missingProgram("socat", "socat") || missingProgram("cc", "gcc")
    : "signals of pseudo-terminals are made for Linux only";

describe("DTR and RTS that the operating system is really asked for", { skip: without }, () => {
  let folder: string;
  let library: string;

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), "bowline-signals-"));
    library = join(folder, "pts-signals.so");
    execFileSync("cc", ["-shared", "-fPIC", "-O1", "-Wall", "-Werror", "-o", library, source, "-ldl"]);
  });

  after(() => rm(folder, { recursive: true, force: true }));

  it("take a running board into its loader and back, with no finger on a button", async (t) => {
    const happened = new EventRecord();
    const link = join(folder, "ttyBoard");
    const parts = madeParts("esp32c6");
    const connected = await boardOnTerminal({
      chip: "esp32c6",
      link,
      onEvent: (event) => {
        if (event.event !== "request") happened.add({ ...event });
      },
    });
    t.after(() => connected.close());
    for (const { offset, bytes, role } of parts)
      connected.board.flash.program(offset, role === "app" ? bytes.subarray(0, 1000) : bytes);
    const signals = createSocket("udp4", (message) => {
      const [dtr, rts] = message.toString().split(" ");
      connected.board.setSignals({ dtr: dtr === "1", rts: rts === "1" });
    });
    t.after(() => signals.close());
    signals.bind(0, "127.0.0.1");
    await once(signals, "listening");

    const made = await madePackage(join(folder, "package"), { chip: "esp32c6" });
    const { code, stderr, stdout } = await bowline(["flash", "--port", link, "--package", made, "--json"], {
      ...process.env,
      LD_PRELOAD: library,
      PTS_SIGNALS_PORT: String(signals.address().port),
    });
    assert.equal(code, 0, stderr);
    assert.match(stdout, /"board-reset","by":"signals"/);
    await happened.next("boot", { mode: "download" });
    await happened.next("boot", { mode: "run" }); // EN takes its time
    assert.deepEqual(happened.all, [
      { event: "boot", mode: "run" },
      { event: "signals", dtr: false, rts: false },
      { event: "signals", dtr: false, rts: true },
      { event: "reset" },
      { event: "signals", dtr: true, rts: false },
      { event: "boot", mode: "download" },
      { event: "signals", dtr: false, rts: false },
      { event: "baud-rate", baudRate: 460_800 },
      { event: "signals", dtr: false, rts: true },
      { event: "reset" },
      { event: "signals", dtr: false, rts: false },
      { event: "boot", mode: "run" },
    ]);
    for (const { path, offset, bytes } of parts)
      assert.deepEqual(connected.board.flash.read(offset, bytes.length), bytes, path);
  });
});
