import assert from "node:assert/strict";
import { describe, it } from "node:test";
import {
  SerialError,
  type SerialLine,
  type SerialSignals,
} from "../../../../tools/work/serial/serial-line.js";
import { WebSerialPort } from "../../../../tools/work/serial/web-serial.js";

/** A line that only records. */
class FakeLine implements SerialLine {
  readonly name = "fake";
  readonly usb = { vendorId: 0x303a, productId: 0x1001 };
  readonly hasSignals = true;
  onReceive: (bytes: Uint8Array) => void = () => {};
  onClose: (lost: SerialError | undefined) => void = () => {};
  readonly calls: unknown[] = [];

  async write(bytes: Uint8Array): Promise<void> {
    this.calls.push([...bytes]);
  }

  async setSignals(signals: SerialSignals): Promise<void> {
    this.calls.push(signals);
  }

  async setBaudRate(baudRate: number): Promise<void> {
    this.calls.push(baudRate);
  }

  async close(): Promise<void> {
    this.calls.push("close");
    this.onClose(undefined);
  }
}

async function opened(onLost?: (error: Error) => void): Promise<{ port: WebSerialPort; line: FakeLine }> {
  const line = new FakeLine();
  const port = new WebSerialPort({ open: async () => line, ...(onLost === undefined ? {} : { onLost }) });
  await port.open({ baudRate: 115_200 });
  return { port, line };
}

describe("a serial line in the shape of Web Serial", () => {
  it("remembers the signals that a call does not name, since the line sets all three each time", async () => {
    const { port, line } = await opened();
    await port.setSignals({ requestToSend: true });
    await port.setSignals({ dataTerminalReady: true });
    await port.setSignals({ requestToSend: false });
    assert.deepEqual(line.calls, [
      { dtr: false, rts: true, brk: false },
      { dtr: true, rts: true, brk: false },
      { dtr: true, rts: false, brk: false },
    ]);
  });

  it("begins with all signals off each time it is opened", async () => {
    const { port, line } = await opened();
    await port.setSignals({ dataTerminalReady: true });
    await port.close();
    await port.open({ baudRate: 9600 });
    await port.setSignals({ break: false });
    assert.deepEqual(line.calls.at(-1), { dtr: false, rts: false, brk: false });
  });

  it("passes bytes both ways, and its speed without closing", async () => {
    const { port, line } = await opened();
    const reader = port.readable?.getReader();
    line.onReceive(Uint8Array.of(1, 2));
    assert.deepEqual(await reader?.read(), { value: Uint8Array.of(1, 2), done: false });
    const writer = port.writable?.getWriter();
    await writer?.write(Uint8Array.of(3));
    await port.setBaudRate(460_800);
    assert.deepEqual(line.calls, [[3], 460_800]);
    assert.deepEqual(port.getInfo(), { usbVendorId: 0x303a, usbProductId: 0x1001 });
  });

  it("lets a client take a new writer for each packet", async () => {
    const { port, line } = await opened();
    for (const byte of [1, 2, 3]) {
      const writer = port.writable?.getWriter();
      await writer?.write(Uint8Array.of(byte));
      writer?.releaseLock();
    }
    assert.deepEqual(line.calls, [[1], [2], [3]]);
  });

  it("ends what is read where it is closed, and can be opened again", async () => {
    const { port } = await opened();
    const read = port.readable?.getReader().read();
    await port.close();
    assert.deepEqual(await read, { value: undefined, done: true });
    assert.equal(port.readable, null);
    await assert.rejects(port.setSignals({ break: true }), { name: "InvalidStateError" });
    await port.open({ baudRate: 115_200 });
    assert.notEqual(port.readable, null);
    await assert.rejects(port.open({ baudRate: 115_200 }), { name: "InvalidStateError" });
  });

  it("tells the reader and whoever wants to know that the device is gone", async () => {
    let lost: Error | undefined;
    const { port, line } = await opened((error) => {
      lost = error;
    });
    const disconnected = new Promise((resolve) => port.addEventListener("disconnect", resolve));
    const read = port.readable?.getReader().read();
    line.onClose(new SerialError("lost", "the cable was pulled"));
    await assert.rejects(read ?? Promise.resolve(), { name: "NetworkError" });
    await disconnected;
    assert.match(lost?.message ?? "", /cable/);
    assert.equal(port.writable, null);
    await port.close();
  });
});
