import assert from "node:assert/strict";
import { once } from "node:events";
import { type AddressInfo, createServer, type Socket } from "node:net";
import { describe, it, type TestContext } from "node:test";
import { notOnSDK } from "../support/platform.js";
import { platforms, type Run, run } from "./bench.js";

/** A server on loopback that does one thing to whoever connects. */
async function serve(t: TestContext, serveOne: (socket: Socket) => void): Promise<number> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    // A device that loses its power resets its connections.
    socket.on("error", () => {});
    serveOne(socket);
  });
  t.after(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  await once(server.listen(0, "127.0.0.1"), "listening");
  return (server.address() as AddressInfo).port;
}

/** Resolves with the number of bytes that one peer sent until it ended. */
function counting(): { serveOne: (socket: Socket) => void; count: Promise<number> } {
  let tell = (_count: number) => {};
  const count = new Promise<number>((resolve) => {
    tell = resolve;
  });
  const serveOne = (socket: Socket) => {
    let sum = 0;
    socket.on("data", (bytes) => {
      sum += bytes.byteLength;
      if (sum === 100_000) tell(sum);
    });
    socket.on("end", () => tell(sum));
  };
  return { serveOne, count };
}

const smaller = notOnSDK("the SDK's sockets for Linux have buffers of 1,536 bytes");
const otherErrors = notOnSDK("the SDK's sockets for Linux throw errors of other kinds");
const lenient = notOnSDK(
  "the SDK's sockets for Linux do not throw after their end, and say the reason of an error",
);

for (const engine of platforms) {
  describe(`TCP on ${engine}`, () => {
    const start = async (t: TestContext, part: string, serveOne: (socket: Socket) => void): Promise<Run> =>
      run(t, "tcp", { engine, part, config: { port: await serve(t, serveOne) } });

    it("tells 8,192 writable bytes when connected, never inside the constructor", smaller, async (t) => {
      const program = await start(t, "connect", () => {});
      assert.deepEqual(await program.report(), [false, 8192, true]);
    });

    it("carries bytes both ways", smaller, async (t) => {
      const program = await start(t, "echo", (socket) => socket.pipe(socket));
      assert.equal(await program.report(), "hello");
    });

    it("reads all, a count, or into a buffer; undefined when nothing is left", async (t) => {
      const program = await start(t, "readCounts", (socket) => socket.write("abcdefgh"));
      assert.deepEqual(await program.report(), [8, "abc", 2, [0x64, 0x65], "fgh", true]);
    });

    it("throws where more is read than is there, and loses nothing", otherErrors, async (t) => {
      const program = await start(t, "readTooMuch", (socket) => socket.write("abc"));
      assert.deepEqual(await program.report(), ["RangeError", "RangeError", "RangeError", "abc"]);
    });

    it("switches between buffers and single bytes at any time", smaller, async (t) => {
      const program = await start(t, "formats", (socket) => socket.write("abc"));
      assert.deepEqual(await program.report(), [0x61, 8191, "RangeError", "bc"]);
    });

    it("throws on a write before the connection stands", async (t) => {
      const program = await start(t, "notReady", () => {});
      assert.equal(await program.report(), "Error");
    });

    it("throws on a write beyond the room, and fills the room to the last byte", async (t) => {
      const program = await start(t, "wouldBlock", () => {});
      assert.deepEqual(await program.report(), ["Error", 0]);
    });

    it("tells of new room as the network takes what was sent", async (t) => {
      const { serveOne, count } = counting();
      await start(t, "stream", serveOne);
      assert.equal(await count, 100_000);
    });

    it("never holds more than 8,192 bytes that were not read", smaller, async (t) => {
      const program = await start(t, "window", (socket) => socket.end(Buffer.alloc(100_000)));
      assert.deepEqual(await program.report(), [8192, 100_000]);
    });

    it("tells the end once, without a reason, after everything was read", lenient, async (t) => {
      const program = await start(t, "endAfterRead", (socket) => socket.end("last words"));
      assert.deepEqual(await program.report(), ["last words", []]);
    });

    it("throws on a write after the end", lenient, async (t) => {
      const program = await start(t, "writeAfterEnd", (socket) => socket.end());
      assert.equal(await program.report(), "Error");
    });

    it("tells a refused connection as one error", async (t) => {
      const server = createServer().listen(0, "127.0.0.1");
      await once(server, "listening");
      const { port } = server.address() as AddressInfo;
      server.close();
      await once(server, "close");
      const program = await run(t, "tcp", { engine, part: "refused", config: { port } });
      assert.equal(await program.report(), 1);
    });

    it("is silent after close, and throws on every other call", lenient, async (t) => {
      const program = await start(t, "close", (socket) => socket.write("too late"));
      assert.deepEqual(await program.report(), ["Error", "Error", "Error", "Error"]);
    });

    it("sends what was written before close", smaller, async (t) => {
      const { serveOne, count } = counting();
      await start(t, "sendAndClose", serveOne);
      assert.equal(await count, 8192);
    });

    it("loses its connections when the power is cut", async (t) => {
      let tell = () => {};
      const over = new Promise<void>((resolve) => {
        tell = resolve;
      });
      const program = await start(t, "connect", (socket) => socket.on("close", tell));
      await program.report();
      program.engine.cutPower();
      await over;
      assert.deepEqual(program.left(), []);
    });

    it("takes only IP addresses and ports", async (t) => {
      const program = await start(t, "badOptions", () => {});
      assert.deepEqual(await program.report(), ["Error", "Error", "RangeError"]);
    });

    it("resolves names under localhost to this computer, and tells of names that do not exist", async (t) => {
      const program = await run(t, "tcp", { engine, part: "resolve", config: { port: 1 } });
      const answers = [];
      for (let i = 0; i < 4; i++) answers.push(await program.report());
      // A name that does not exist has no address; JSON makes null of it where it is told as such.
      assert.deepEqual(
        new Map(
          (answers as [string, string | null][]).map(([name, address]) => [name, address ?? undefined]),
        ),
        new Map([
          ["localhost", "127.0.0.1"],
          ["a.m2.localhost", "127.0.0.1"],
          ["127.0.0.9", "127.0.0.9"],
          ["no-such-host.invalid", undefined],
        ]),
      );
    });
  });
}
