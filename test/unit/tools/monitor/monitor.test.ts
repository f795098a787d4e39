import assert from "node:assert/strict";
import { describe, it, type TestContext } from "node:test";
import { encodeFrame } from "../../../../firmware/console/frame.js";
import { type BoardEvent, EmulatedBoard } from "../../../../host-sim/emulators/rom-loader/board.js";
import { realTimer } from "../../../../host-sim/world/real-timer.js";
import { monitor } from "../../../../tools/work/monitor/monitor.js";
import { openStream } from "../../../../tools/work/serial/device-line.js";
import { BoardPort } from "../../../support/board-port.js";
import { RecordedOutput } from "../../../support/flash-bench.js";

/** A board whose application says what the test wants, and a monitor at its port. */
function watched(t: TestContext, options: { reset?: boolean } = {}) {
  const port = new BoardPort(() => board);
  const happened: BoardEvent[] = [];
  let say: (text: string | Uint8Array) => void = () => {};
  const board: EmulatedBoard = new EmulatedBoard({
    chip: "esp32",
    timer: realTimer,
    contents: new Uint8Array(0x2000).fill(0xe9),
    application: ({ send }) => {
      say = (text) => send(typeof text === "string" ? Buffer.from(text) : text);
      return { receive: () => {}, close: () => {} };
    },
    onSend: port.send,
    onEvent: (event) => happened.push(event),
  });
  const output = new RecordedOutput();
  const controller = new AbortController();
  const ended = monitor({
    open: () => openStream(port.stream(115_200), "/dev/board", undefined),
    port: "/dev/board",
    reset: options.reset === true,
    output,
    signal: controller.signal,
    silence: 20,
  });
  t.after(async () => {
    controller.abort();
    await ended;
    board.close();
  });
  return { board, port, output, happened, say: (text: string | Uint8Array) => say(text), ended, controller };
}

describe("bowline monitor", () => {
  it("shows lines with their level and the time, and leaves the board alone", async (t) => {
    const { output, happened, say } = watched(t);
    await output.events.next("attached");
    say("info cloud: onl");
    say("ine\r\nplain text\n");
    const line = await output.events.next("line", { level: "info", tag: "cloud", text: "online" });
    assert.ok(Math.abs(Date.parse(String(line.time)) - Date.now()) < 60_000);
    await output.events.next("line", { text: "plain text", level: undefined });
    assert.equal(happened.filter(({ event }) => event === "reset").length, 0);
  });

  it("folds a run of frames into one line, and tells each to programs", async (t) => {
    const { output, say } = watched(t);
    await output.events.next("attached");
    const frame = (id: number) => encodeFrame({ id, payload: "ok {}" }, 512);
    say(Buffer.concat([frame(1), frame(2), frame(3), Buffer.from("info app: after\n"), frame(4)]));
    await output.events.next("frame", { id: 3, payload: "ok {}" });
    await output.events.next("frames", { count: 3 });
    await output.events.next("line", { text: "after" });
    await output.events.next("frames", { count: 1 });
  });

  it("shows a line that does not end when the board falls silent", async (t) => {
    const { output, say } = watched(t);
    await output.events.next("attached");
    say("> ");
    await output.events.next("line", { text: ">" });
    say("Guru Meditation");
    await output.events.next("line", { text: "Guru Meditation" });
  });

  it("waits for a board that was unplugged, and goes on", async (t) => {
    const { board, port, output, say } = watched(t);
    await output.events.next("attached");
    board.unplug();
    port.vanish();
    await output.events.next("detached", { reason: /gone/ });
    board.plug();
    await output.events.next("attached");
    say("info app: again\n");
    await output.events.next("line", { text: "again" });
  });

  it("restarts the board only where it was asked to, and once", async (t) => {
    const { board, port, output, happened } = watched(t, { reset: true });
    await output.events.next("line", { text: /SPI_FAST_FLASH_BOOT/ });
    assert.equal(happened.filter(({ event }) => event === "reset").length, 1);
    board.unplug();
    port.vanish();
    await output.events.next("detached");
    board.plug();
    await output.events.next("attached");
    assert.equal(happened.filter(({ event }) => event === "reset").length, 1);
  });

  it("ends where it is told to", async (t) => {
    const { output, controller, ended } = watched(t);
    await output.events.next("attached");
    controller.abort();
    await ended;
  });
});
