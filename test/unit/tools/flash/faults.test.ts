import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { FlashError } from "../../../../tools/work/flash/flash-error.js";
import { SerialError } from "../../../../tools/work/serial/serial-line.js";
import { FlashBench } from "../../../support/flash-bench.js";

describe("bowline flash on a bad day", () => {
  it("gives a block that was refused once more", async (t) => {
    const bench = await FlashBench.make(t, "esp32c3");
    bench.board.inject({ kind: "bad-block", block: 0, times: 2 });
    await bench.flash();
    for (const part of bench.parts) assert.deepEqual(bench.inFlash(part), part.bytes, part.path);
  });

  it("gives up on a block that is refused again and again, and says what to try", async (t) => {
    const bench = await FlashBench.make(t, "esp32c3");
    bench.board.inject({ kind: "bad-block", block: 0, times: 99 });
    await assert.rejects(bench.flash(), (error) => {
      assert.ok(error instanceof FlashError && error.code === "not-written");
      assert.match(error.message, /0x0 was not written.*--baud 115200/);
      return true;
    });
  });

  it("asks again where an answer was lost", async (t) => {
    const bench = await FlashBench.make(t, "esp32s3");
    bench.board.inject({ kind: "lost-answer", operation: "FLASH_DEFL_DATA" });
    await bench.flash();
    for (const part of bench.parts) assert.deepEqual(bench.inFlash(part), part.bytes, part.path);
  });

  it("does not start what cannot be read back as it was written", async (t) => {
    const bench = await FlashBench.make(t, "esp32");
    bench.board.inject({ kind: "wrong-md5" });
    await assert.rejects(bench.flash(), (error) => {
      assert.ok(error instanceof FlashError && error.code === "not-verified");
      assert.match(error.message, /0x1000 does not hold what was written/);
      return true;
    });
    assert.equal(bench.output.events.count("flashed"), 0);
  });

  it("goes on behind an unplug with the part that was not verified", async (t) => {
    const bench = await FlashBench.make(t, "esp32c6");
    // Blocks of the loader, 16 KB: one each for the first three parts, then those of the application.
    bench.board.inject({ kind: "unplug", afterBlocks: 4 });
    const flashed = bench.flash();
    await bench.output.events.next("unplugged", { port: "/dev/board" });
    bench.vanish();
    bench.board.plug();
    await flashed;
    for (const part of bench.parts) assert.deepEqual(bench.inFlash(part), part.bytes, part.path);
    const verified = bench.output.events.all.filter(({ event }) => event === "verified");
    assert.deepEqual(
      verified.map(({ part }) => part),
      bench.parts.map(({ path }) => path),
      "none of them twice",
    );
    assert.equal(bench.output.events.count("resumed"), 1);
    assert.equal(bench.output.events.count("board"), 1);
  });

  it("goes on with no other board than the one that was begun", async (t) => {
    const other = await FlashBench.make(t, "esp32c6", { board: { mac: [2, 0, 0, 0, 0, 9] } });
    const bench = await FlashBench.make(t, "esp32c6");
    bench.board.inject({ kind: "unplug", afterBlocks: 1 });
    let opened = 0;
    const flashed = bench.flash({
      open: async (baudRate) => (opened++ === 0 ? bench.open(baudRate) : other.open(baudRate)),
    });
    await assert.rejects(flashed, (error) => {
      assert.ok(error instanceof FlashError && error.code === "other-board");
      assert.match(error.message, /now 02:00:00:00:00:09, not 02:b0:71:1e:00:01/);
      return true;
    });
  });

  it("waits for a board that stays away as long as it was told, and no longer", async (t) => {
    const bench = await FlashBench.make(t, "esp32");
    bench.board.inject({ kind: "unplug", afterBlocks: 0 });
    await assert.rejects(bench.flash({ waitSeconds: 0 }), (error) => {
      assert.ok(error instanceof FlashError && error.code === "not-back");
      return true;
    });
  });

  it("ends at once where it is interrupted, whatever it waits for", async (t) => {
    const interrupted = (error: unknown) => error instanceof FlashError && error.code === "interrupted";
    const silent = await FlashBench.make(t, "esp32");
    silent.board.inject({ kind: "lost-answer", operation: "ERASE_FLASH" });
    const first = new AbortController();
    const erased = silent.flash({ scope: "erase", signal: first.signal });
    await silent.output.events.next("board");
    first.abort();
    await assert.rejects(erased, interrupted);

    const away = await FlashBench.make(t, "esp32");
    away.board.inject({ kind: "unplug", afterBlocks: 0 });
    const second = new AbortController();
    const flashed = away.flash({ signal: second.signal });
    await away.output.events.next("unplugged");
    second.abort();
    await assert.rejects(flashed, interrupted);
  });

  it("tells a port that is not there from a board that does not answer", async (t) => {
    const bench = await FlashBench.make(t, "esp32");
    bench.board.unplug();
    await assert.rejects(bench.flash(), (error) => {
      assert.ok(error instanceof SerialError && error.code === "no-such-port");
      assert.match(error.message, /bowline ports/);
      return true;
    });
  });
});
