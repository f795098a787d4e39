import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { joinParts, readAnswer, writeAnswer } from "../../../firmware/console/answer.js";
import {
  chunkBytes,
  crc16,
  decodeFrame,
  encodeFrame,
  type Frame,
  longestFromDevice,
  longestToDevice,
} from "../../../firmware/console/frame.js";
import { utf8Bytes, utf8Text } from "../../../firmware/console/utf8.js";

const frames: fc.Arbitrary<Frame> = fc.record({
  id: fc.integer({ min: 0, max: 65_000 }),
  payload: fc.string({ unit: "binary", maxLength: 25 }).map((text) => text.replace(/[\r\n]/g, " ")),
});

function lineOf(frame: Frame): Buffer {
  return Buffer.from(encodeFrame(frame, longestToDevice)).subarray(0, -1);
}

describe("a machine frame", () => {
  it("has the CRC-16/CCITT-FALSE of the catalogue: 29b1 over 123456789", () => {
    assert.equal(crc16(Buffer.from("x123456789"), 1, 10), 0x29b1);
  });

  it("is a line of text with id, length and CRC", () => {
    assert.equal(
      Buffer.from(encodeFrame({ id: 7, payload: "hello" }, longestToDevice)).toString(),
      "@7 5 hello~7ba2\n",
    );
  });

  it("comes back as it was, whatever text it carries and whatever stands before it", () => {
    fc.assert(
      fc.property(frames, fc.uint8Array({ maxLength: 40 }), (frame, before) => {
        const payload = utf8Text(utf8Bytes(frame.payload)); // lone surrogates have no UTF-8
        assert.deepEqual(decodeFrame(Buffer.concat([before, lineOf(frame)])), { ...frame, payload });
      }),
      { numRuns: 1000 },
    );
  });

  it("carries marks of its own kind in its payload", () => {
    for (const payload of ["set wifi.psk a@b@1 2 x~ffff", "@", "@1 5 hello~7ba2"]) {
      assert.deepEqual(decodeFrame(lineOf({ id: 9, payload })), { id: 9, payload });
    }
  });

  it("is not read once one byte, or two that stand together, are changed", () => {
    const damages = fc.tuple(
      frames,
      fc.nat(),
      fc.integer({ min: 1, max: 255 }),
      fc.integer({ min: 0, max: 255 }),
    );
    fc.assert(
      fc.property(damages, ([frame, where, first, second]) => {
        const line = lineOf(frame);
        const at = where % line.byteLength;
        line[at] = (line[at] ?? 0) ^ first;
        if (at + 1 < line.byteLength) line[at + 1] = (line[at + 1] ?? 0) ^ second;
        assert.equal(decodeFrame(line), undefined);
      }),
      { numRuns: 2000 },
    );
  });

  it("is not read where it is torn", () => {
    const line = lineOf({ id: 12, payload: "set domain example.com" });
    for (let end = 0; end < line.byteLength; end++)
      assert.equal(decodeFrame(line.subarray(0, end)), undefined);
  });

  it("has one spelling: no leading zeros, no upper case, no id past 65,000, valid UTF-8", () => {
    const wrong = ["@07 5 hello~", "@7 05 hello~", "@65001 5 hello~", "@ 5 hello~", "@7 5  hello~"];
    for (const head of wrong) {
      const crc = crc16(Buffer.from(head), 0, head.length - 1)
        .toString(16)
        .padStart(4, "0");
      assert.equal(decodeFrame(Buffer.from(head + crc)), undefined, head);
    }
    assert.equal(decodeFrame(Buffer.from("@7 5 hello~7BA2")), undefined);
    const bytes = Buffer.concat([Buffer.from("@7 1 "), Buffer.of(0xff)]);
    const tail = `~${crc16(bytes, 0, bytes.byteLength).toString(16).padStart(4, "0")}`;
    assert.equal(decodeFrame(Buffer.concat([bytes, Buffer.from(tail)])), undefined);
  });

  it("with a chunk of 64 bytes fits a line to the device, and what does not fit is refused", () => {
    const base64 = Buffer.alloc(chunkBytes).toString("base64");
    assert.equal(
      encodeFrame({ id: 65_000, payload: `data 8128 ${base64}` }, longestToDevice).byteLength,
      114,
    );
    assert.throws(() => encodeFrame({ id: 1, payload: "x".repeat(200) }, longestToDevice), RangeError);
    assert.throws(() => encodeFrame({ id: 1, payload: "a\nb" }, longestFromDevice), /one line/);
    assert.throws(() => encodeFrame({ id: 65_001, payload: "" }, longestFromDevice), /65000/);
  });
});

describe("UTF-8", () => {
  it("is what the platform's encoder makes, and the strict decoder takes", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 30 }), (text) => {
        const expected = new TextEncoder().encode(text);
        assert.deepEqual(utf8Bytes(text), expected);
        assert.equal(utf8Text(expected), new TextDecoder().decode(expected).replace(/^\ufeff/, "\ufeff"));
      }),
    );
  });

  it("refuses the same bytes as the platform's decoder", () => {
    const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
    const byte = fc.oneof(
      fc.integer({ min: 0, max: 255 }),
      fc.constantFrom(0xc0, 0xe0, 0xed, 0xf0, 0xf4, 0x80, 0x9f, 0xa0),
    );
    fc.assert(
      fc.property(fc.array(byte, { maxLength: 5 }), (bytes) => {
        let expected: string | undefined;
        try {
          expected = decoder.decode(Uint8Array.from(bytes));
        } catch {
          expected = undefined;
        }
        assert.equal(utf8Text(Uint8Array.from(bytes)), expected);
      }),
      { numRuns: 5000 },
    );
  });
});

describe("an answer", () => {
  it("comes back as it was", () => {
    const answer = { kind: "err", content: { code: "net", msg: "nobody answers" } } as const;
    assert.equal(writeAnswer(answer), 'err {"code":"net","msg":"nobody answers"}');
    assert.deepEqual(readAnswer(writeAnswer(answer)), answer);
  });

  it("is nothing else", () => {
    for (const payload of ["ok", "ok []", "ok {", "okay {}", "hello", "ok null"])
      assert.equal(readAnswer(payload), undefined);
  });

  it("in parts is joined: lists one behind the other, of the rest the last", () => {
    assert.deepEqual(joinParts([{ a: 1, list: [1] }, { list: [2, 3] }, { a: 2, b: {} }]), {
      a: 2,
      list: [1, 2, 3],
      b: {},
    });
  });
});
