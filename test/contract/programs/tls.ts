import Resource from "Resource";
import platformTCP from "embedded:io/socket/tcp";
import platformTLS from "embedded:io/socket/tcp/tls";
import Timer from "timer";
import { rootFiles } from "../../../firmware/certificate/root-files.js";
import type { TCPConstructor, TCPOptions, TLSConstructor, TLSOptions } from "../../../firmware/ports/tcp.js";
import { host } from "../../../host-sim/engine/inside/host.js";
import { report, runPart, thrownBy } from "./report.js";

const TCP = platformTCP as unknown as TCPConstructor;
const TLSSocket = platformTLS as unknown as TLSConstructor;

interface GuardOptions extends TCPOptions {
  onFailure?: (error: unknown) => void;
}

/** What firmware puts between TLS and TCP: an exception out of TLS becomes one failure and one error. */
class GuardedTCP extends TCP {
  constructor(options: GuardOptions) {
    let failed = false;
    const guarded =
      <Values extends unknown[]>(callback: ((...values: Values) => void) | undefined) =>
      (...values: Values) => {
        if (failed) return;
        try {
          callback?.(...values);
        } catch (error) {
          failed = true;
          options.onFailure?.(error);
          options.onError?.();
        }
      };
    super({
      ...options,
      onReadable: guarded(options.onReadable),
      onWritable: guarded(options.onWritable),
      onError: guarded(options.onError),
    });
  }
}

function options(more: Partial<TLSOptions> = {}): TLSOptions {
  const own = Resource.exists("client.der")
    ? { clientCertificates: [new Resource("client.der")], clientKey: new Resource("client.pk8") }
    : {};
  return {
    TCP: { io: GuardedTCP },
    host: "ignored.example",
    address: "127.0.0.1",
    port: Number(host.config.port),
    secure: {
      certificate: rootFiles(Resource),
      serverName: String(host.config.serverName),
      ...own,
      ...(host.config.part === "trust" ? { onCertificate: ({ notAfter }) => report(notAfter) } : {}),
    },
    ...more,
  };
}

runPart({
  echo() {
    let sent = false;
    const socket = new TLSSocket(
      options({
        onWritable: (count) => {
          if (sent) return;
          sent = true;
          report(count);
          report(socket.write(ArrayBuffer.fromString("hello")));
        },
        onReadable: (count) => {
          socket.format = "number";
          const first = socket.read();
          socket.format = "buffer";
          const two = new Uint8Array(2);
          report([
            count,
            first,
            socket.read(two),
            [...two],
            String.fromArrayBuffer(socket.read() as ArrayBuffer),
          ]);
          report([socket.read() === undefined, thrownBy(() => socket.write(new ArrayBuffer(8192)))]);
          socket.close();
          socket.close();
          report(thrownBy(() => socket.write(new ArrayBuffer(1))));
        },
        onFailure: (error) => report(String(error)),
      }),
    );
  },
  fail() {
    const steps: string[] = [];
    new TLSSocket(
      options({
        onWritable: () => steps.push("writable"),
        onFailure: (error) => steps.push(error instanceof Error ? error.message : "no error"),
        onError: () => steps.push("error"),
      }),
    );
    Timer.set(
      () => {
        if (steps.length > 0) report(steps);
      },
      0,
      30,
    );
  },
  trust() {
    new TLSSocket(
      options({ onWritable: () => report("writable"), onFailure: (error) => report(String(error)) }),
    );
  },
  unguarded() {
    new TLSSocket(options({ TCP: { io: TCP }, onError: () => report("error") }));
  },
  badOptions() {
    const secure = { certificate: [ArrayBuffer.fromString("-----BEGIN")], serverName: "a.example" };
    report([
      thrownBy(() => new TLSSocket(options({ secure }))),
      thrownBy(() => new TLSSocket(options({ secure: { serverName: "a.example" } as never }))),
      thrownBy(() => new TLSSocket(options({ secure: { certificate: [], serverName: "a.example" } }))),
    ]);
  },
  buffers() {
    const socket = new TLSSocket(
      options({
        onReadable: () => {
          const large = new Uint8Array(10);
          report([socket.read(large), String.fromArrayBuffer(large.buffer.slice(0, 3))]);
        },
      }),
    );
  },
});
