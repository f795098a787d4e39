import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { type BoardEvent, EmulatedBoard } from "../../../../host-sim/emulators/rom-loader/board.js";
import { openStream, type PortStream } from "../../../../tools/work/serial/device-line.js";
import {
  SerialError as Failure,
  type SerialError,
  type SerialFailure,
} from "../../../../tools/work/serial/serial-line.js";
import { BoardPort } from "../../../support/board-port.js";
import { VirtualTime } from "../../../support/virtual-time.js";

function bench(): { board: EmulatedBoard; port: BoardPort; time: VirtualTime; happened: BoardEvent[] } {
  const time = new VirtualTime();
  const happened: BoardEvent[] = [];
  const port = new BoardPort(() => board);
  const board: EmulatedBoard = new EmulatedBoard({
    chip: "esp32",
    timer: time,
    contents: new Uint8Array(0x2000).fill(0xe9),
    application: ({ send }) => ({ receive: (bytes) => send(bytes), close: () => {} }),
    onSend: port.send,
    onEvent: (event) => happened.push(event),
  });
  return { board, port, time, happened };
}

describe("a serial port of this computer", () => {
  it("is opened and closed without a reset of the board", async () => {
    const { port, time, happened } = bench();
    const line = await openStream(port.stream(115_200), "/dev/board", undefined);
    time.advance(1000);
    await line.close();
    time.advance(1000);
    assert.deepEqual(happened, [
      { event: "boot", mode: "run" },
      { event: "signals", dtr: true, rts: true },
      { event: "signals", dtr: false, rts: false },
    ]);
  });

  it("hears what it says to a board that echoes", async () => {
    const { port } = bench();
    const line = await openStream(port.stream(115_200), "/dev/board", undefined);
    const heard = new Promise<string>((resolve) => {
      line.onReceive = (bytes) => resolve(Buffer.from(bytes).toString());
    });
    await line.write(Buffer.from("hello"));
    assert.equal(await heard, "hello");
    await line.close();
    await line.close();
    await assert.rejects(line.write(Buffer.from("?")), { code: "lost" });
  });

  it("tells that the cable was pulled, once, and nothing where it was closed", async () => {
    const { board, port } = bench();
    const line = await openStream(port.stream(115_200), "/dev/board", undefined);
    const lost = new Promise<SerialError | undefined>((resolve) => {
      line.onClose = resolve;
    });
    board.unplug();
    port.vanish();
    assert.match((await lost)?.message ?? "", /\/dev\/board is gone: the cable was pulled/);

    board.plug();
    const again = await openStream(port.stream(115_200), "/dev/board", undefined);
    const closed = new Promise<SerialError | undefined>((resolve) => {
      again.onClose = resolve;
    });
    await again.close();
    assert.equal(await closed, undefined);
  });

  it("goes on without signals where the system has none for it", async () => {
    const stream = failing({ set: "Error: Inappropriate ioctl for device, cannot get" });
    const line = await openStream(stream, "/dev/pts/3", undefined);
    assert.equal(line.hasSignals, false);
    await line.setSignals({ dtr: true, rts: false, brk: false });
  });

  const failures: readonly (readonly [string, SerialFailure, RegExp])[] = [
    ["Error: No such file or directory, cannot open /dev/x", "no-such-port", /bowline ports/],
    ["Opening COM9: File not found", "no-such-port", /bowline ports/],
    ["Error: Permission denied, cannot open /dev/x", "denied", /dialout/],
    ["Error Resource temporarily unavailable Cannot lock port", "busy", /another program/],
    ["Opening COM3: Access denied", "busy", /another program/],
    ["Error: Input/output error", "failed", /Input\/output error/],
  ];
  for (const [words, code, advice] of failures) {
    it(`says what to try where the system says "${words}"`, async () => {
      await assert.rejects(openStream(failing({ open: words }), "/dev/x", undefined), (error) => {
        assert.ok(error instanceof Failure);
        assert.equal(error.code, code);
        assert.match(error.message, advice);
        return true;
      });
    });
  }
});

/** A stream of which some calls fail. */
function failing(errors: { readonly open?: string; readonly set?: string }): PortStream {
  const error = (text: string | undefined): Error | null => (text === undefined ? null : new Error(text));
  return {
    isOpen: true,
    write: () => true,
    set: (_, callback) => callback(error(errors.set)),
    update: (_, callback) => callback(null),
    close: (callback) => callback(null),
    open: (callback) => callback(error(errors.open)),
    on: () => {},
  };
}
