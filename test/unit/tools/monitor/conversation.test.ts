import assert from "node:assert/strict";
import { createServer, type Server, type Socket } from "node:net";
import { PassThrough } from "node:stream";
import { after, before, describe, it } from "node:test";
import { converse, type Keyboard } from "../../../../tools/work/monitor/conversation.js";
import { PacedTyping } from "../../../../tools/work/monitor/paced-typing.js";
import { openSocket } from "../../../../tools/work/serial/socket-line.js";

/** A terminal's keyboard, as far as it is used. */
class FakeTerminal extends PassThrough implements Keyboard {
  readonly isTTY = true;
  readonly modes: boolean[] = [];

  setRawMode(raw: boolean): void {
    this.modes.push(raw);
  }
}

describe("bowline console", () => {
  let server: Server;
  const sockets: Socket[] = [];
  /** What the board heard, for each connection. */
  const heard: string[] = [];

  before(async () => {
    // A board that answers each line.
    server = createServer((socket) => {
      const number = sockets.push(socket) - 1;
      heard[number] = "";
      socket.on("error", () => {});
      socket.on("data", (bytes) => {
        heard[number] += bytes.toString();
        if (bytes.includes(0x0d) || bytes.includes(0x0a)) socket.write("ok\r\n> ");
      });
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  });

  after(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });

  function talk(keyboard: Keyboard): { done: Promise<void>; shown: () => string; told: string[] } {
    let shown = "";
    const told: string[] = [];
    const address = server.address();
    const port = address !== null && typeof address === "object" ? address.port : 0;
    const done = converse({
      open: () => openSocket("127.0.0.1", port, "socket://board"),
      keyboard,
      show: (bytes) => {
        shown += typeof bytes === "string" ? bytes : Buffer.from(bytes).toString();
      },
      tell: (sentence) => told.push(sentence),
      silence: 50,
    });
    return { done, shown: () => shown, told };
  }

  it("passes keys as they are, shows what comes, and leaves at Ctrl-]", async () => {
    const keyboard = new FakeTerminal();
    const { done, told } = talk(keyboard);
    keyboard.write("st\x03");
    keyboard.write("atus\r");
    keyboard.write("x\x1dnever");
    await done;
    assert.equal(heard.at(-1), "st\x03atus\rx");
    assert.deepEqual(keyboard.modes, [true, false]);
    assert.match(told[0] ?? "", /Ctrl-\] leaves/);
  });

  it("takes commands from a pipe, and ends when the last answer is there", async () => {
    const pipe = new PassThrough();
    pipe.end("info\nstatus\n");
    const { done, shown } = talk(pipe);
    await done;
    assert.equal(heard.at(-1), "info\nstatus\n");
    assert.equal(shown(), "ok\r\n> ok\r\n> ");
  });
});

describe("what is pasted into a console", () => {
  it("reaches the board a line, or 64 bytes, at a time, since it has no more room", async () => {
    const sent: (string | number)[] = [];
    const typing = new PacedTyping({
      write: async (bytes) => void sent.push(Buffer.from(bytes).toString()),
      wait: async (milliseconds) => void sent.push(milliseconds),
    });
    typing.type(Buffer.from("a"));
    typing.type(Buffer.from(`one\ntwo\r${"x".repeat(100)}`));
    await typing.done();
    assert.deepEqual(sent, ["a", "one\n", 150, "two\r", 150, "x".repeat(64), 150, "x".repeat(36)]);
  });
});
