import assert from "node:assert/strict";
import { once } from "node:events";
import { type AddressInfo, createServer } from "node:net";
import { describe, it, type TestContext } from "node:test";
import { waitForOtherBoard } from "../../../../tools/work/provision/board.js";
import { parseSerialAddress } from "../../../../tools/work/serial/serial-address.js";
import { FakeConsole } from "../../../support/fake-console.js";

/** A port with a board at its end that calls itself so; `asked` is called when somebody has asked for its identity. */
async function portOf(t: TestContext, identity: string, asked = () => {}) {
  const server = createServer((socket) => {
    const board = new FakeConsole(() => {
      asked();
      return [["ok", { proto: 1, id: identity, board: "esp32" }]];
    });
    board.pipe.onBytes = (bytes) => socket.write(bytes);
    socket.on("data", (bytes) => void board.pipe.send(bytes));
    socket.on("error", () => {});
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  t.after(() => server.close());
  return parseSerialAddress(`socket://127.0.0.1:${(server.address() as AddressInfo).port}`);
}

const before = new Set(["pump-7", "AA:BB:01"]);

describe("the next board of a list", () => {
  it("is one that calls itself otherwise", async (t) => {
    const port = await portOf(t, "AA:BB:02");
    assert.equal(await waitForOtherBoard(port, before, new AbortController().signal), true);
  });

  it("is not the one that was there, by whichever of its names", async (t) => {
    for (const identity of before) {
      const end = new AbortController();
      const port = await portOf(t, identity, () => setImmediate(() => end.abort()));
      assert.equal(await waitForOtherBoard(port, before, end.signal), false, identity);
    }
  });
});
