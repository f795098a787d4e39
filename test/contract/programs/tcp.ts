import platformTCP from "embedded:io/socket/tcp";
import System from "system";
import Timer from "timer";
import type { TCPConstructor, TCPSocket } from "../../../firmware/ports/tcp.js";
import { host } from "../../../host-sim/engine/inside/host.js";
import { report, runPart, thrownBy } from "./report.js";

const TCP = platformTCP as unknown as TCPConstructor;
const endpoint = { address: "127.0.0.1", port: Number(host.config.port) };
const text = (bytes: unknown) => String.fromArrayBuffer(bytes as ArrayBuffer);
const bytes = (content: string) => ArrayBuffer.fromString(content);

/** Reports what a call returns or throws, once the given callback has come. */
function whenReadable(action: (socket: TCPSocket, count: number) => unknown): void {
  const socket = new TCP({ ...endpoint, onReadable: (count) => report(action(socket, count)) });
}

runPart({
  connect() {
    let inside = true;
    const socket = new TCP({
      ...endpoint,
      onWritable(this: unknown, count) {
        report([inside, count, this === socket]);
      },
    });
    inside = false;
  },
  echo() {
    const socket = new TCP({
      ...endpoint,
      onWritable: (count) => {
        if (count === 8192 && !sent) socket.write(new Uint8Array(bytes("hello")));
        sent = true;
      },
      onReadable: () => report(text(socket.read())),
    });
    let sent = false;
  },
  readCounts() {
    whenReadable((socket, count) => {
      const target = new Uint8Array(2);
      return [
        count,
        text(socket.read(3)),
        socket.read(target),
        [...target],
        text(socket.read()),
        socket.read() === undefined,
      ];
    });
  },
  readTooMuch() {
    whenReadable((socket, count) => [
      thrownBy(() => socket.read(count + 1)),
      thrownBy(() => socket.read(0)),
      thrownBy(() => socket.read(new Uint8Array(count + 1))),
      text(socket.read()),
    ]);
  },
  formats() {
    whenReadable((socket) => {
      socket.format = "number";
      const byte = socket.read();
      const room = socket.write(0x41);
      const unknown = thrownBy(() => {
        socket.format = "string" as "buffer";
      });
      socket.format = "buffer";
      return [byte, room, unknown, text(socket.read())];
    });
  },
  notReady() {
    const socket = new TCP(endpoint);
    report(thrownBy(() => socket.write(bytes("early"))));
  },
  wouldBlock() {
    const socket = new TCP({
      ...endpoint,
      onWritable: (count) => {
        if (done) return;
        done = true;
        report([
          thrownBy(() => socket.write(new ArrayBuffer(count + 1))),
          socket.write(new ArrayBuffer(count)),
        ]);
      },
    });
    let done = false;
  },
  stream() {
    let left = 100_000;
    const socket = new TCP({
      ...endpoint,
      onWritable: (count) => {
        const part = Math.min(left, count);
        left -= part;
        if (part > 0) socket.write(new ArrayBuffer(part));
      },
    });
  },
  window() {
    let most = 0;
    let taken = 0;
    let held = 0;
    const socket = new TCP({
      ...endpoint,
      onReadable: (count) => {
        most = Math.max(most, count);
        held = count;
      },
      onError: () => report([most, taken]),
    });
    // A slow reader: what is not read must wait in the network.
    Timer.set(
      () => {
        if (held === 0) return;
        taken += held;
        held = 0;
        socket.read();
      },
      20,
      2,
    );
  },
  endAfterRead() {
    const steps: unknown[] = [];
    const socket = new TCP({
      ...endpoint,
      onReadable: () => {
        Timer.set(() => {
          steps.push(text(socket.read()));
          Timer.set(() => report(steps), 30);
        }, 30);
      },
      onError: (...reasons: unknown[]) => steps.push(reasons),
    });
  },
  writeAfterEnd() {
    const socket = new TCP({
      ...endpoint,
      onError: () => report(thrownBy(() => socket.write(bytes("late")))),
    });
  },
  refused() {
    let errors = 0;
    new TCP({ ...endpoint, onError: () => errors++, onWritable: () => report("writable") });
    Timer.set(() => report(errors), 200);
  },
  close() {
    const steps: string[] = [];
    const socket = new TCP({
      ...endpoint,
      onWritable: () => {
        socket.close();
        socket.close();
        steps.push(
          ...[
            () => socket.read(),
            () => socket.write(bytes("late")),
            () => socket.format,
            () => {
              socket.format = "number";
            },
          ].map((call) => String(thrownBy(call))),
        );
        Timer.set(() => report(steps), 50);
      },
      onReadable: () => steps.push("readable"),
      onError: () => steps.push("error"),
    });
  },
  sendAndClose() {
    const socket = new TCP({
      ...endpoint,
      onWritable: (count) => {
        socket.write(new ArrayBuffer(count));
        socket.close();
      },
    });
  },
  badOptions() {
    report([
      thrownBy(() => new TCP({ ...endpoint, address: "localhost" })),
      thrownBy(() => new TCP({ port: 1 })),
      thrownBy(() => new TCP({ ...endpoint, port: 65_536 })),
    ]);
  },
  resolve() {
    for (const name of ["localhost", "a.m2.localhost", "127.0.0.9", "no-such-host.invalid"]) {
      System.resolve(name, (...answer) => report(answer));
    }
  },
});
