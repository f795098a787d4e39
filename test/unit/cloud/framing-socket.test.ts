import "../../support/xs-globals.js";
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { FramingSocket, type FramingSocketOptions } from "../../../firmware/cloud/framing-socket.js";
import { fakeTLS, noTCP } from "../../support/fake-tls.js";
import { VirtualTime } from "../../support/virtual-time.js";

/** PINGRESP, PUBLISH "a" without payload, CONNACK 5. */
const pong = [0xd0, 0];
const emptyMessage = [0x30, 3, 0, 1, 0x61];
const refused = [0x20, 2, 0, 5];

function make(more: Partial<FramingSocketOptions> = {}) {
  const time = new VirtualTime();
  const heard: string[] = [];
  const { io, sockets } = fakeTLS();
  const socket = new FramingSocket({
    TLS: { io },
    TCP: { io: noTCP },
    Timer: time,
    secure: { certificate: [new ArrayBuffer(1)], serverName: "c1.m2.localhost" },
    address: "127.0.0.1",
    host: "c1.m2.localhost",
    port: 8883,
    onReadable: (count) => heard.push(`readable ${count}`),
    onWritable: (count) => heard.push(`writable ${count}`),
    onError: () => heard.push("error"),
    onFailure: (error) => heard.push(`failure ${String(error)}`),
    onConnack: (code) => heard.push(`connack ${code}`),
    onEmptyMessage: ({ topic }) => heard.push(`empty ${topic}`),
    onSecured: () => heard.push("secured"),
    ...more,
  });
  const [tls] = sockets;
  assert.ok(tls !== undefined);
  return { socket, tls, time, heard };
}

function bytes(read: ArrayBuffer | number | undefined): number[] {
  assert.ok(read instanceof ArrayBuffer);
  return [...new Uint8Array(read)];
}

describe("the framing socket", () => {
  it("hands TLS what it needs: address, host, port, root and server name", () => {
    const { host, address, port, secure } = make().tls.options;
    assert.deepEqual([host, address, port], ["c1.m2.localhost", "127.0.0.1", 8883]);
    assert.equal(secure.serverName, "c1.m2.localhost");
  });

  it("passes on what arrives, less messages without payload", () => {
    const { socket, tls, heard } = make();
    tls.receive([...pong, ...emptyMessage, ...pong]);
    assert.deepEqual(heard, ["empty a", "readable 4"]);
    assert.deepEqual(bytes(socket.read()), [...pong, ...pong]);
    assert.equal(socket.read(), undefined);
  });

  it("does not wake the client for nothing", () => {
    const { tls, heard } = make();
    tls.receive(emptyMessage);
    assert.deepEqual(heard, ["empty a"]);
  });

  it("tells the return code before the client sees the packet", () => {
    const { tls, heard } = make();
    tls.receive(refused);
    assert.deepEqual(heard, ["connack 5", "readable 4"]);
  });

  it("reads single bytes, so many bytes, all bytes or into a buffer, and the format may change in between", () => {
    const { socket, tls } = make();
    tls.receive([0x90, 8, 1, 2, 3, 4, 5, 6, 7, 8]);
    socket.format = "number";
    assert.equal(socket.read(), 0x90);
    assert.equal(socket.read(), 8);
    socket.format = "buffer";
    assert.deepEqual(bytes(socket.read(2)), [1, 2]);
    const buffer = new ArrayBuffer(2);
    assert.equal(socket.read(buffer), 2);
    assert.deepEqual([...new Uint8Array(buffer)], [3, 4]);
    const large = new Uint8Array(8);
    assert.equal(socket.read(large.subarray(3, 5)), 2);
    assert.deepEqual([...large], [0, 0, 0, 5, 6, 0, 0, 0], "into the view, not beside it");
    assert.deepEqual(bytes(socket.read()), [7, 8]);
  });

  it("refuses to read more than there is, or less than a byte", () => {
    const { socket, tls } = make();
    tls.receive(pong);
    for (const count of [3, 0, -1, Number.NaN]) assert.throws(() => socket.read(count), RangeError);
    assert.deepEqual(bytes(socket.read(2)), pong);
  });

  it("takes nothing from TLS while the client has not read what is there", () => {
    const { socket, tls, time, heard } = make();
    tls.receive(pong);
    tls.receive([...pong, ...pong]);
    time.advance(1000);
    assert.equal(tls.waiting, 4, "back-pressure reaches the network");
    socket.read(1);
    time.advance();
    assert.equal(tls.waiting, 4);
    socket.read(1);
    assert.deepEqual(heard, ["readable 2"], "not from inside read: the client is in its parser");
    time.advance();
    assert.deepEqual(heard, ["readable 2", "readable 4"]);
    assert.equal(tls.waiting, 0);
  });

  it("writes buffers and single bytes, and tells the room that TLS tells", () => {
    const { socket, tls } = make();
    assert.equal(socket.write(Uint8Array.of(1, 2)), 1000);
    assert.equal(socket.write(7), 1000);
    socket.format = "number";
    assert.equal(socket.write(Uint8Array.of(3).buffer), 1000, "whatever the client reads in");
    assert.deepEqual(tls.written, [Uint8Array.of(1, 2), 7, Uint8Array.of(3)]);
  });

  it("tells once that TLS stands", () => {
    const { tls, heard } = make();
    tls.writable(100);
    tls.writable(50);
    assert.deepEqual(heard, ["secured", "writable 100", "writable 50"]);
  });

  it("passes an error on, once", () => {
    const { tls, heard } = make();
    tls.fail();
    tls.fail();
    assert.deepEqual(heard, ["error"]);
  });

  it("closes TLS, may be closed twice, and is silent afterwards", () => {
    const { socket, tls, time, heard } = make();
    tls.receive(pong);
    tls.receive(pong);
    socket.read(2);
    socket.close();
    socket.close();
    assert.ok(tls.closes >= 1);
    assert.equal(time.pending, 0, "no timer is left behind");
    tls.receive(pong);
    tls.writable(1);
    tls.fail();
    assert.deepEqual(heard, ["readable 2"]);
  });
});

describe("an exception at the framing socket", () => {
  const thrower = (): never => {
    throw new Error("bad packet");
  };

  it("in the client's parser becomes one reason and one error", () => {
    const { tls, time, heard } = make({ onReadable: thrower });
    tls.receive(pong);
    tls.receive(pong);
    assert.deepEqual(heard, ["failure Error: bad packet"]);
    time.advance();
    assert.deepEqual(heard, ["failure Error: bad packet", "error"]);
    tls.fail();
    assert.equal(heard.length, 2);
  });

  it("in the client's parser is caught too where a timer called it", () => {
    let count = 0;
    const { socket, tls, time, heard } = make({
      onReadable: () => {
        count += 1;
        if (count > 1) thrower();
      },
    });
    tls.receive(pong);
    tls.receive(pong);
    socket.read();
    time.advance();
    assert.deepEqual(heard, ["failure Error: bad packet", "error"]);
  });

  it("of a write, as that of the keep-alive from the client's own timer, ends the connection and nothing else", () => {
    const { socket, tls, time, heard } = make();
    tls.writeError = new Error("would block");
    assert.equal(socket.write(Uint8Array.of(0xc0, 0)), 0);
    assert.equal(socket.write(Uint8Array.of(0xc0, 0)), 0);
    time.advance();
    assert.deepEqual(heard, ["failure Error: would block", "error"]);
  });

  it("after which the client closes leaves nothing to tell", () => {
    const { socket, tls, time, heard } = make();
    tls.writeError = new Error("would block");
    socket.write(Uint8Array.of(1));
    socket.close();
    time.advance();
    assert.deepEqual(heard, ["failure Error: would block"]);
  });

  it("of TLS at its construction is told, because the client would keep it to itself", () => {
    const heard: unknown[] = [];
    const io = class {
      constructor() {
        throw new Error("root expired");
      }
    } as never;
    assert.throws(() => make({ TLS: { io }, onFailure: (error) => heard.push(error) }), /root expired/);
    assert.match(String(heard[0]), /root expired/);
  });
});
