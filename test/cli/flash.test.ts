import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it, type TestContext } from "node:test";
import { boardOnSocket, type ConnectedBoard } from "../../host-sim/emulators/rom-loader/lines.js";
import { flashCommand } from "../../tools/commands/flash.js";
import { CommandError } from "../../tools/exit-code.js";
import { bowline, RunningCommand } from "../support/bowline.js";
import { madePackage, madeParts } from "../support/firmware-package.js";

describe("bowline flash", () => {
  let folder: string;

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), "bowline-flash-"));
  });

  after(async () => {
    RunningCommand.endAll();
    await rm(folder, { recursive: true, force: true });
  });

  async function board(t: TestContext): Promise<ConnectedBoard> {
    const connected = await boardOnSocket({ chip: "esp32c3", powerOn: "download" });
    t.after(() => connected.close());
    return connected;
  }

  it("goes from an empty board to a running one, over an unplug, and tells each step to programs", async (t) => {
    const connected = await board(t);
    connected.board.inject({ kind: "unplug", afterBlocks: 4 });
    const made = await madePackage(join(folder, "whole"), { chip: "esp32c3" });
    const command = new RunningCommand([
      "flash",
      "--port",
      connected.address,
      "--package",
      made,
      "--everything",
    ]);
    const { events } = command;
    await events.next("firmware", { name: "trial", version: "1.2.3", chip: "esp32c3" });
    await events.next("board", { chip: "esp32c3", mac: "02:b0:71:1e:00:01", flashSizeBytes: 0x40_0000 });
    await events.next("verified", { part: "bootloader.bin" });
    await events.next("unplugged", { port: connected.address });
    await connected.plug();
    await events.next("resumed");
    await events.next("verified", { part: "xs_esp32.bin", offset: 0x3_0000, md5: /^[0-9a-f]{32}$/ });
    await events.next("flashed", { parts: 4 });
    assert.equal(await command.ended(), 0);
    assert.equal(command.stderr, "");
    assert.deepEqual(command.strayLines, []);
    assert.ok(events.count("progress", { step: /writing xs_esp32.bin/ }) > 1);
    for (const { path, offset, bytes } of madeParts("esp32c3"))
      assert.deepEqual(connected.board.flash.read(offset, bytes.length), bytes, path);
    assert.equal(connected.board.running, "application");
  });

  it("is practised on an emulated board, whose firmware starts when it is flashed", async () => {
    const board = new RunningCommand(["emulate", "board", "--chip", "esp32c6", "--engine", "node"]);
    const { port } = await board.events.next("emulated-board", { chip: "esp32c6" });
    const made = await madePackage(join(folder, "practice"), { chip: "esp32c6" });
    const args = ["flash", "--port", String(port), "--package", made, "--everything"];
    assert.equal((await bowline(args)).code, 0);
    await board.events.next("emulated-boot", { mode: "run" });
    await board.events.next("log", { tag: "device", message: /root certificate is missing/ });
    assert.equal(await board.stop(), 0);
    assert.equal(board.stderr, "");
  });

  it("refuses the package of another board, before it writes, in one line that says what to do", async (t) => {
    const connected = await board(t);
    const made = await madePackage(join(folder, "other"), { chip: "esp32s3" });
    const { code, stdout, stderr } = await bowline(["flash", "--port", connected.address, "--package", made]);
    assert.equal(code, 1);
    assert.match(stdout, /trial 1\.2\.3 for esp32s3-board/);
    assert.match(stderr, /^bowline: the board has an esp32c3 .*take a package .*; nothing was written\n$/);
    assert.ok(connected.board.flash.read(0, 0x4_0000).every((byte) => byte === 0xff));
  });

  it("refuses a package with a file that is damaged or missing, without a look at the port", async () => {
    const damaged = await madePackage(join(folder, "damaged"), { chip: "esp32" });
    await writeFile(join(damaged, "xs_esp32.bin"), new Uint8Array(40_001));
    const incomplete = await madePackage(join(folder, "incomplete"), { chip: "esp32" });
    await rm(join(incomplete, "partition-table.bin"));
    await refuses(["--package", damaged], /xs_esp32\.bin: is not the file that was built/);
    await refuses(["--package", incomplete], /partition-table\.bin: cannot be read/);
  });

  it("refuses to erase without being asked, and to guess what to write and where", async () => {
    const made = await madePackage(join(folder, "good"), { chip: "esp32" });
    await refuses(
      ["--package", made, "--erase"],
      /--erase: there is no terminal to ask in; confirm it with --yes/,
    );
    await refuses([], /--package or --board: give one of them/);
    await assert.rejects(
      flashCommand().parseAsync(["--package", made], { from: "user" }),
      /--port: is missing/,
    );
  });

  /** In this process: nothing is printed before these are refused. */
  async function refuses(args: readonly string[], words: RegExp): Promise<void> {
    const command = flashCommand();
    await assert.rejects(
      command.parseAsync(["--port", "socket://127.0.0.1:1", ...args], { from: "user" }),
      (error) => error instanceof CommandError && error.exit === "usage" && words.test(error.message),
    );
  }

  it("tells a line that is not there, with exit code 3", async () => {
    const made = await madePackage(join(folder, "unsent"), { chip: "esp32" });
    const { code, stderr } = await bowline(["flash", "--port", "socket://127.0.0.1:1", "--package", made]);
    assert.equal(code, 3);
    assert.match(stderr, /socket:\/\/127\.0\.0\.1:1: no connection \(ECONNREFUSED\); is what should listen/);
  });
});
