import assert from "node:assert/strict";
import { describe, it } from "node:test";
import {
  parseSerialAddress,
  type SerialAddress,
  SerialAddressError,
  serialAddressText,
} from "../../../../tools/work/serial/serial-address.js";

const good: readonly (readonly [string, SerialAddress])[] = [
  ["/dev/ttyUSB0", { kind: "device", path: "/dev/ttyUSB0" }],
  ["/dev/serial/by-id/usb-1a86_x", { kind: "device", path: "/dev/serial/by-id/usb-1a86_x" }],
  ["COM7", { kind: "device", path: "COM7" }],
  ["\\\\.\\COM10", { kind: "device", path: "\\\\.\\COM10" }],
  ["socket://127.0.0.1:4000", { kind: "socket", host: "127.0.0.1", port: 4000 }],
  ["socket://bench-3.local:1", { kind: "socket", host: "bench-3.local", port: 1 }],
  ["socket://[::1]:65535", { kind: "socket", host: "::1", port: 65_535 }],
];

const bad: readonly (readonly [string, RegExp])[] = [
  ["", /give a serial port/],
  [" /dev/ttyUSB0", /give a serial port/],
  ["tcp://127.0.0.1:4000", /tcp:\/\/ is not known/],
  ["socket://127.0.0.1", /has to be socket:\/\/host:port/],
  ["socket://:4000", /has to be socket:\/\/host:port/],
  ["socket://host:0", /port from 1 to 65535/],
  ["socket://host:65536", /port from 1 to 65535/],
  ["socket://host:12/path", /has to be socket:\/\/host:port/],
  ["socket://user@host:12", /has to be socket:\/\/host:port/],
  ["socket://::1:12", /has to be socket:\/\/host:port/],
];

describe("--port", () => {
  for (const [text, address] of good) {
    it(`takes ${text}`, () => {
      assert.deepEqual(parseSerialAddress(text), address);
      assert.equal(serialAddressText(address), text);
    });
  }

  for (const [text, words] of bad) {
    it(`does not take "${text}", and says what it takes`, () => {
      assert.throws(
        () => parseSerialAddress(text),
        (error) => error instanceof SerialAddressError && words.test(error.message),
      );
    });
  }
});
