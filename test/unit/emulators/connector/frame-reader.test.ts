import assert from "node:assert/strict";
import { test } from "node:test";
import { FrameReader } from "../../../../host-sim/emulators/connector/core/wire/frame-reader.js";
import { OversizedPacket } from "../../../../host-sim/emulators/connector/core/wire/malformed-packet.js";

const PUBLISH = Buffer.from("30050001416162", "hex");

test("whole packets come out whatever the chunking", () => {
  const stream = Buffer.concat([PUBLISH, Buffer.of(0xc0, 0x00), PUBLISH]);
  for (let size = 1; size <= stream.length; size++) {
    const reader = new FrameReader({ limit: 100 });
    const frames: string[] = [];
    for (let start = 0; start < stream.length; start += size) {
      reader.append(stream.subarray(start, start + size));
      for (let frame = reader.next(); frame !== undefined; frame = reader.next()) {
        frames.push(
          `${frame.rule.name} ${frame.flags} ${frame.bytes.toString("hex", frame.start, frame.end)}`,
        );
      }
    }
    assert.deepEqual(
      frames,
      ["publish 0 0001416162", "pingreq 0 ", "publish 0 0001416162"],
      `chunks of ${size}`,
    );
    assert.equal(reader.heldBytes, 0);
  }
});

test("a remaining length at the limit is taken, one above is refused with the header alone", () => {
  const reader = new FrameReader({ limit: 127 });
  reader.append(Buffer.of(0x30, 127));
  assert.equal(reader.next(), undefined);
  const strict = new FrameReader({ limit: 126 });
  strict.append(Buffer.of(0x30, 127));
  assert.throws(() => strict.next(), OversizedPacket);
});

test("an announced megabyte costs nothing until it arrives", () => {
  const reader = new FrameReader({ limit: 1_153_434 });
  reader.append(Buffer.of(0x30, 0x80, 0x80, 0x40));
  reader.append(Buffer.alloc(10));
  assert.equal(reader.next(), undefined);
  assert.equal(reader.heldBytes, 14);
});

test("a chunk that was handed in is never written to", () => {
  const reader = new FrameReader({ limit: 100 });
  const arena = Buffer.concat([PUBLISH.subarray(0, 3), Buffer.alloc(20, 0xee)]);
  reader.append(arena.subarray(0, 3));
  assert.equal(reader.next(), undefined);
  reader.append(PUBLISH.subarray(3));
  assert.ok(reader.next());
  assert.deepEqual(arena.subarray(3), Buffer.alloc(20, 0xee));
});
