import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { encodeFrame } from "../../../../firmware/console/frame.js";
import { type BoardLine, readBoardLine } from "../../../../tools/work/monitor/board-line.js";

function read(text: string): readonly BoardLine[] {
  return readBoardLine(Buffer.from(text, "latin1"));
}

function frameText(id: number, payload: string): string {
  return Buffer.from(encodeFrame({ id, payload }, 512)).toString().trimEnd();
}

const logs: readonly (readonly [string, string | undefined, string | undefined, string])[] = [
  ["warning network: no access point", "warning", "network", "no access point"],
  ["[info] cloud: online", "info", "cloud", "online"],
  ["E (1234) wifi: no memory", "error", "wifi", "no memory"],
  ["\u001b[0;33mW (5) spi_flash: slow\u001b[0m", "warning", "spi_flash", "slow"],
  [
    "rst:0x1 (POWERON),boot:0x13 (SPI_FAST_FLASH_BOOT)",
    undefined,
    undefined,
    "rst:0x1 (POWERON),boot:0x13 (SPI_FAST_FLASH_BOOT)",
  ],
  ["> ", undefined, undefined, ">"],
];

describe("a line from a board", () => {
  for (const [line, level, tag, text] of logs) {
    it(`is a log line of level ${level ?? "none"}: ${text}`, () => {
      assert.deepEqual(read(line), [{ kind: "text", level, tag, text }]);
    });
  }

  it("is a frame where its CRC says so, and text where it does not", () => {
    const line = frameText(7, 'ok {"value":1}');
    assert.deepEqual(read(line), [{ kind: "frame", frame: { id: 7, payload: 'ok {"value":1}' } }]);
    assert.equal(read(line.replace("1}", "2}"))[0]?.kind, "text");
  });

  it("is both where a frame cut a log line short", () => {
    const lines = read(`info sampler: temp${frameText(1, "ok {}")}`);
    assert.deepEqual(
      lines.map(({ kind }) => kind),
      ["text", "frame"],
    );
  });

  it("is an Improv packet by its header", () => {
    assert.deepEqual(read("IMPROV\x01\x01\x01\x02\xe2"), [{ kind: "improv" }]);
    assert.equal(read("IMPROVement")[0]?.kind, "text");
  });

  it("cannot steer the terminal that it is shown in", () => {
    const [line] = read("info app: \u001b]0;title\u0007 \u001b[2J\u0000\u009b31m");
    assert.ok(line?.kind === "text");
    for (const character of line.text) assert.ok(character >= " " && !/[\u007f-\u009f]/.test(character));
  });

  it("is nothing where it is empty", () => {
    assert.deepEqual(read(""), []);
    assert.deepEqual(read("\x1b[0m"), []);
  });
});
