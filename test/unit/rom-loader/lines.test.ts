import assert from "node:assert/strict";
import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { describe, it, type TestContext } from "node:test";
import { boardOnSocket, type ConnectedBoard } from "../../../host-sim/emulators/rom-loader/lines.js";
import { PseudoTerminal, PseudoTerminalError } from "../../../host-sim/world/pseudo-terminal.js";
import { missingProgram } from "../../support/programs.js";

const sync = Uint8Array.of(0xc0, 0, 8, 0, 0, 0, 0, 0, 0, 0xc0);

async function board(t: TestContext): Promise<ConnectedBoard> {
  const connected = await boardOnSocket({ chip: "esp32", powerOn: "download" });
  t.after(() => connected.close());
  return connected;
}

async function client(t: TestContext, { address }: ConnectedBoard): Promise<Socket> {
  const socket = connect(Number(address.split(":").at(-1)), "127.0.0.1");
  socket.on("error", () => {});
  t.after(() => socket.destroy());
  await once(socket, "connect");
  return socket;
}

describe("an emulated board behind a TCP port", () => {
  it("talks to one program, turns the next away, and takes it when the first has left", async (t) => {
    const connected = await board(t);
    const first = await client(t, connected);
    first.write(sync);
    await once(first, "data");
    const second = await client(t, connected);
    await once(second, "close");
    const third = await client(t, connected);
    third.write(sync);
    first.destroy();
    await once(third, "data");
  });

  it("loses its program and its port when the cable is pulled, and has the same port when it is back", async (t) => {
    const connected = await board(t);
    const first = await client(t, connected);
    const gone = once(first, "close");
    await connected.unplug();
    await gone;
    const [refused] = await once(connect(Number(connected.address.split(":").at(-1)), "127.0.0.1"), "error");
    assert.equal((refused as NodeJS.ErrnoException).code, "ECONNREFUSED");
    await connected.plug();
    const again = await client(t, connected);
    again.write(sync);
    await once(again, "data");
  });
});

describe("a pseudo-terminal", { skip: missingProgram("socat", "socat") }, () => {
  it("that cannot be made is told with its name", async () => {
    const link = "/nowhere/at/all/tty";
    await assert.rejects(PseudoTerminal.open({ link, onReceive: () => {} }), (error) => {
      assert.ok(error instanceof PseudoTerminalError);
      assert.equal(error.code, "failed");
      assert.match(error.message, /^\/nowhere\/at\/all\/tty: .*No such file/);
      return true;
    });
  });
});
