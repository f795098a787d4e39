import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { UsbLine, type UsbSerialDriver } from "../../../manifests/platform/esp32/consoles/usb-line.js";
import { VirtualTime } from "../../support/virtual-time.js";

/** ESP-IDF's driver with a cable at its end, or none. */
function bench() {
  const time = new VirtualTime();
  const events: string[] = [];
  let incoming = Buffer.alloc(0);
  let sent = "";
  const state = { room: 512, installed: false, inUse: false };
  const driver: UsbSerialDriver = {
    usb_serial_jtag_driver_install(configuration) {
      if (state.inUse) return 0x103;
      assert.deepEqual([...new Uint32Array(configuration)], [512, 1024]);
      state.installed = true;
      return 0;
    },
    usb_serial_jtag_driver_uninstall() {
      state.installed = false;
      return 0;
    },
    usb_serial_jtag_read_bytes(into, length) {
      const bytes = incoming.subarray(0, length);
      incoming = incoming.subarray(bytes.length);
      new Uint8Array(into).set(bytes);
      return bytes.length;
    },
    usb_serial_jtag_write_bytes(from, length) {
      if (length > state.room) return 0;
      state.room -= length;
      sent += Buffer.from(from, 0, length).toString("latin1");
      return length;
    },
  };
  const open = (): UsbLine =>
    new UsbLine({
      driver,
      Timer: time,
      callbacks: {
        onReadable: (count) => events.push(`readable ${count}`),
        onWritable: (count) => events.push(`writable ${count}`),
      },
    });
  return {
    time,
    events,
    state,
    open,
    arrive: (text: string) => {
      incoming = Buffer.concat([incoming, Buffer.from(text)]);
    },
    sent: () => sent,
  };
}

describe("the console on the USB port of a chip", () => {
  it("reads what came, no more than the console takes", () => {
    const { time, events, open, arrive } = bench();
    const line = open();
    arrive("x".repeat(200));
    time.advance(10);
    assert.ok(events.includes("readable 128"));
    assert.equal(line.read(100)?.byteLength, 100);
    time.advance(10);
    assert.equal(line.read()?.byteLength, 28);
    assert.equal(line.read(), undefined);
    time.advance(10);
    assert.equal(line.read()?.byteLength, 72);
  });

  it("waits with what it has to say while nobody listens, and loses nothing of it", () => {
    const { time, events, open, state, sent } = bench();
    const line = open();
    time.advance(10);
    assert.deepEqual(events, ["writable 128"]);
    state.room = 0;
    line.write(Buffer.from("hello"));
    assert.throws(() => line.write(Buffer.from("more")), /output full/);
    time.advance(1000);
    assert.deepEqual(events, ["writable 128"]);
    state.room = 512;
    time.advance(10);
    assert.deepEqual([sent(), events.length], ["hello", 2]);
  });

  it("is refused where a debugger has the port, and gives it back when it is closed", () => {
    const { open, state, time } = bench();
    state.inUse = true;
    assert.throws(open, /in use/);
    state.inUse = false;
    const line = open();
    line.close();
    line.close();
    assert.deepEqual([state.installed, time.pending], [false, 0]);
  });
});
