import "../../support/xs-globals.js";
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { describe, it } from "node:test";
import { Download, type DownloadEvent, type DownloadOptions } from "../../../firmware/content/download.js";
import { SHA256 } from "../../../firmware/content/sha256.js";
import { BackOff } from "../../../firmware/device/back-off.js";
import { fakeLog } from "../../support/fake-log.js";
import { FakeWeb } from "../../support/fake-web.js";
import { VirtualTime } from "../../support/virtual-time.js";

const content = "0123456789";
const sha256 = createHash("sha256").update(content).digest("base64");
const tag = 'ETag: "v1"';

/** A download of ten bytes from a server that the test plays. */
class Bench {
  readonly time = new VirtualTime();
  readonly web = new FakeWeb(this.time);
  readonly events: DownloadEvent[] = [];
  readonly lines: string[];
  readonly download: Download;
  text = "";

  constructor(more: Partial<DownloadOptions> = {}) {
    const { log, lines } = fakeLog();
    this.lines = lines;
    this.download = new Download({
      io: this.web.io,
      SHA256,
      roots: () => [new ArrayBuffer(1)],
      file: { name: "a.txt", length: content.length, mime: "text/plain", url: "https://files.example/a.txt" },
      sink: {
        write: (bytes) => {
          this.text += Buffer.from(bytes).toString();
        },
        restart: () => {
          this.text = "";
        },
      },
      backOff: new BackOff({ first: 1000, cap: 8000, stable: 60_000, random: () => 1 }),
      patience: 3,
      timeout: 10_000,
      log,
      onEvent: (event) => this.events.push(event),
      ...more,
    });
  }

  connect(): this {
    this.time.advance(1);
    this.web.socket.writable(4000);
    return this;
  }

  /** The server answers from `first` with as many bytes of the rest, and breaks the connection where that is not all. */
  serve(first: number, count = content.length, ...fields: string[]): this {
    const status = first === 0 ? "200 OK" : "206 Partial Content";
    const range = first === 0 ? [] : [`Content-Range: bytes ${first}-9/10`];
    const head = [`HTTP/1.1 ${status}`, `Content-Length: ${content.length - first}`, ...range, ...fields];
    this.web.answer(head, content.slice(first, first + count));
    if (first + count < content.length) this.web.socket.fail();
    return this;
  }

  /** The wait after a break is over, and the next connection stands. */
  again(): this {
    this.time.advance(8000);
    this.web.socket.writable(4000);
    return this;
  }

  get names(): string[] {
    return this.events.map((event) =>
      event.event === "failed" ? `failed ${event.reason.code}` : event.event,
    );
  }
}

describe("a download (CN-CON-1)", () => {
  it("hands the file on and is done when size and digest are right", () => {
    const bench = new Bench({ sha256 }).connect().serve(0);
    assert.equal(bench.text, content);
    assert.deepEqual(bench.events, [
      { event: "progress", received: 10, length: 10 },
      { event: "done", length: 10, sha256 },
    ]);
    assert.equal(bench.time.untilNext, 0, "only the socket is still to be closed");
  });

  it("goes on where it was after a break, under the condition that the file is the same", () => {
    const bench = new Bench({ sha256 }).connect().serve(0, 4, tag);
    assert.deepEqual(bench.events.at(-1), {
      event: "resuming",
      received: 4,
      reason: "connection-lost: the connection was lost",
      retryIn: 1000,
    });
    bench.again();
    assert.deepEqual(bench.web.request.slice(-2), ["Range: bytes=4-", 'If-Range: "v1"']);
    bench.serve(4);
    assert.equal(bench.text, content);
    assert.equal(bench.names.at(-1), "done");
  });

  it("begins anew where the server sends the file from its beginning: it has changed, or there are no parts", () => {
    const bench = new Bench({ sha256 }).connect().serve(0, 4, tag).again().serve(0);
    assert.equal(bench.text, content);
    assert.equal(bench.names.at(-1), "done");
  });

  it("begins anew where nothing could tell that the parts are of one file", () => {
    const bench = new Bench().connect().serve(0, 4).again();
    assert.ok(!bench.web.request.some((line) => line.startsWith("Range")));
    bench.serve(0);
    assert.equal(bench.text, content);
  });

  it("fails where the digest is another one, whoever announced it", () => {
    const other = createHash("sha256").update("other").digest("base64");
    const announced = new Bench({ sha256: other }).connect().serve(0);
    assert.equal(announced.names.at(-1), "failed wrong-digest");
    const told = new Bench({ sha256 }).connect().serve(0, 10, `Repr-Digest: sha-256=:${other}:`);
    assert.equal(told.names.at(-1), "failed wrong-digest");
  });

  it("fails at once where the size is not the announced one, before a byte is stored", () => {
    const bench = new Bench().connect();
    bench.web.answer(["HTTP/1.1 200 OK", "Content-Length: 11"], "01234567890");
    assert.deepEqual(bench.names, ["failed wrong-size"]);
    assert.equal(bench.text, "");
  });

  it("fails where the server refuses, redirects, or sends another part than asked for", () => {
    for (const status of ["404 Not Found", "302 Found", "416 Range Not Satisfiable"]) {
      const bench = new Bench().connect();
      bench.web.answer([`HTTP/1.1 ${status}`, "Content-Length: 0"]);
      assert.deepEqual(bench.names, ["failed http-refused"], status);
    }
    const bench = new Bench({ sha256 }).connect().serve(0, 4, tag).again().serve(6);
    assert.equal(bench.names.at(-1), "failed http-malformed");
  });

  it("fails where the address is none", () => {
    const file = { name: "a", length: 1, mime: "", url: "https://user@files.example/" };
    const bench = new Bench({ file });
    bench.time.advance(1);
    assert.deepEqual(bench.names, ["failed http-refused"]);
  });

  it("gives up after some tries in a row that bring nothing; each byte counts as one that brings something", () => {
    const bench = new Bench({ sha256 }).connect();
    for (let at = 0; at < 5; at++) {
      bench.serve(at, 1, tag).again();
    }
    for (let i = 0; i < 2; i++) {
      bench.web.socket.fail();
      bench.again();
    }
    assert.equal(bench.names.at(-1), "resuming");
    bench.web.socket.fail();
    assert.equal(bench.names.at(-1), "failed connection-lost");
    bench.time.advance(60_000);
    assert.equal(bench.names.filter((name) => name.startsWith("failed")).length, 1);
  });

  it("fails where the sink does not take it, and closes the connection", () => {
    const sink = {
      write: () => {
        throw new Error("flash is full");
      },
      restart: () => undefined,
    };
    const bench = new Bench({ sink }).connect().serve(0, 4);
    assert.deepEqual(bench.names, ["failed sink-failed"]);
    bench.time.advance(1);
    assert.equal(bench.web.socket.closes, 1);
  });

  for (const throwing of ["progress", "resuming", "done", "failed"] as const)
    it(`does not stumble over an application that throws when it hears of ${throwing}`, () => {
      const events: string[] = [];
      const onEvent = ({ event }: DownloadEvent): void => {
        events.push(event);
        if (event === throwing) throw new Error("oops");
      };
      const bench = new Bench({ onEvent, sha256, patience: throwing === "failed" ? 1 : 3 }).connect();
      if (throwing === "failed") bench.web.socket.fail();
      else bench.serve(0, throwing === "resuming" ? 4 : 10);
      bench.time.advance(60_000);
      assert.equal(bench.lines.at(-1), `error app: the download's ${throwing} was not taken: Error: oops`);
      assert.equal(bench.lines.length, 1);
      assert.equal(events.at(-1), throwing === "done" ? "done" : "failed", "and it is over");
      assert.equal(events.filter((event) => event === "done" || event === "failed").length, 1);
      assert.equal(bench.time.pending, 0);
    });

  it("tells of progress a hundred times at most", () => {
    const length = 50_000;
    const file = { name: "b", length, mime: "", url: "https://files.example/b" };
    const bench = new Bench({ file }).connect();
    bench.web.answer(["HTTP/1.1 200 OK", `Content-Length: ${length}`]);
    for (let i = 0; i < length / 100; i++) bench.web.socket.receive(new Uint8Array(100));
    assert.equal(bench.names.filter((name) => name === "progress").length, 100);
    assert.deepEqual(bench.events.at(-2), { event: "progress", received: length, length });
  });

  it("tries again, and fails with the reason, where a connection cannot even be begun", () => {
    const roots = (): never => {
      throw new Error("no memory");
    };
    const bench = new Bench({ roots });
    bench.time.advance(60_000);
    assert.deepEqual(bench.names, ["resuming", "resuming", "failed connect-failed"]);
    assert.equal(bench.time.pending, 0);
  });

  it("waits for nothing where the platform has no resolver to give", () => {
    const bench = new Bench({ patience: 1 });
    bench.web.io.Resolver = class {
      constructor() {
        throw new Error("no memory");
      }
      resolve(): void {
        // It cannot even be made.
      }
    };
    bench.time.advance(1);
    assert.deepEqual(bench.names, ["failed connect-failed"]);
    assert.equal(bench.time.pending, 0);
  });

  it("is silent after close", () => {
    const bench = new Bench().connect().serve(0, 4);
    const before = bench.events.length;
    bench.download.close();
    bench.time.advance(60_000);
    assert.equal(bench.events.length, before);
    assert.equal(bench.time.pending, 0);
  });
});
