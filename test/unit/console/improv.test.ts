import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import {
  decodeImprov,
  encodeImprov,
  encodeImprovResult,
  improvCommand,
  improvLength,
  improvType,
  readImprovCommand,
  readImprovWiFi,
} from "../../../firmware/console/improv.js";

describe("an Improv packet", () => {
  it("is header, version, type, length, data, sum and a line feed", () => {
    const packet = encodeImprov({ type: improvType.command, data: Uint8Array.of(improvCommand.state, 0) });
    assert.equal(Buffer.from(packet).toString("hex"), "494d50524f56010302" + "0200" + "e5" + "0a");
  });

  it("comes back as it was, line ends in its data included", () => {
    const data = fc.uint8Array({ maxLength: 255 });
    fc.assert(
      fc.property(fc.nat(255), data, (type, data) => {
        const packet = encodeImprov({ type, data }).subarray(0, -1);
        assert.equal(improvLength(packet), packet.byteLength);
        assert.deepEqual(decodeImprov(packet), { type, data });
      }),
    );
  });

  it("is not read with a byte changed, missing or too many", () => {
    const packet = encodeImprov({ type: 3, data: Uint8Array.of(4, 0) }).subarray(0, -1);
    for (let at = 0; at < packet.byteLength; at++) {
      const damaged = Uint8Array.from(packet);
      damaged[at] = (packet[at] ?? 0) + 1;
      assert.equal(decodeImprov(damaged), undefined);
    }
    assert.equal(decodeImprov(packet.subarray(0, -1)), undefined);
    assert.equal(decodeImprov(encodeImprov({ type: 3, data: Uint8Array.of(4, 0) })), undefined);
  });

  it("never tells a length of 10 in a result, which the SDK for browsers takes for the end of a line", () => {
    const packet = encodeImprovResult(improvCommand.deviceName, ["Kitchen"]);
    assert.equal(packet[8], 11);
    assert.deepEqual([...packet.slice(9, 20)], [6, 9, 7, ...Buffer.from("Kitchen"), 0]);
    for (let length = 0; length < 100; length++)
      assert.notEqual(encodeImprovResult(5, ["x".repeat(length)])[8], 10);
  });

  it("holds no more than 255 bytes of data", () => {
    assert.throws(() => encodeImprovResult(3, ["x".repeat(253)]), RangeError);
    assert.throws(() => encodeImprov({ type: 4, data: new Uint8Array(256) }), RangeError);
  });
});

describe("an Improv command", () => {
  it("brings name and password of a network, 32 and 64 bytes at most", () => {
    const ssid = "ü".repeat(16);
    const password = "\n".repeat(64);
    const payload = Buffer.from([32, ...Buffer.from(ssid), 64, ...Buffer.from(password)]);
    const command = readImprovCommand(Uint8Array.from([1, payload.byteLength, ...payload]));
    assert.equal(command?.command, improvCommand.wifiSettings);
    assert.deepEqual(readImprovWiFi(command?.payload ?? new Uint8Array(0)), { ssid, password });
  });

  it("whose lengths disagree is none", () => {
    for (const data of [[], [1], [1, 2, 0], [1, 0, 0]])
      assert.equal(readImprovCommand(Uint8Array.from(data)), undefined);
    for (const payload of [[], [1], [1, 65], [1, 65, 2, 66], [0, 0, 0], [1, 0xff, 0]])
      assert.equal(readImprovWiFi(Uint8Array.from(payload)), undefined, String(payload));
  });
});
