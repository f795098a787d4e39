import "../../support/xs-globals.js";
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { describe as inWords } from "../../../firmware/device/failure.js";
import { HTTPSGet, type HTTPSGetOptions } from "../../../firmware/http/https-get.js";
import { FakeWeb } from "../../support/fake-web.js";
import { VirtualTime } from "../../support/virtual-time.js";

const ok = ["HTTP/1.1 200 OK", "Content-Length: 5"];

/** A request to the fake web, and what its owner heard. */
class Visit {
  readonly time = new VirtualTime();
  readonly web = new FakeWeb(this.time);
  readonly heard: string[] = [];
  readonly get: HTTPSGet;

  constructor(more: Partial<HTTPSGetOptions> = {}) {
    this.get = new HTTPSGet({
      io: this.web.io,
      address: { host: "files.example", port: 443, path: "/a.bin" },
      roots: [new ArrayBuffer(1)],
      from: 0,
      timeout: 10_000,
      onHead: ({ status }) => this.heard.push(`status ${status}`),
      onBody: (bytes) => this.heard.push(Buffer.from(bytes).toString()),
      onDone: () => this.heard.push("done"),
      onFailed: (reason) => this.heard.push(inWords(reason)),
      ...more,
    });
  }

  /** TLS stands. */
  connect(): this {
    this.time.advance(1);
    this.web.socket.writable(4000);
    return this;
  }
}

describe("a GET over TLS", () => {
  it("names host and path, once, and verifies the server by that name", () => {
    const visit = new Visit().connect();
    visit.web.socket.writable(4000);
    assert.deepEqual(visit.web.request, [
      "GET /a.bin HTTP/1.1",
      "Host: files.example",
      "Accept-Encoding: identity",
      "Connection: close",
    ]);
    assert.equal(visit.web.socket.written.length, 1);
    assert.equal(visit.web.socket.options.secure.serverName, "files.example");
  });

  it("asks for a part, and on what condition", () => {
    const address = { host: "files.example", port: 8443, path: "/" };
    const visit = new Visit({ from: 100, entityTag: '"v1"', address }).connect();
    assert.ok(visit.web.request.includes("Host: files.example:8443"));
    assert.deepEqual(visit.web.request.slice(-2), ["Range: bytes=100-", 'If-Range: "v1"']);
  });

  it("hands the body on as it comes, and closes when it is complete", () => {
    const visit = new Visit().connect();
    visit.web.answer(ok, "ab");
    visit.web.socket.receive(Buffer.from("cde and more"));
    assert.deepEqual(visit.heard, ["status 200", "ab", "cde", "done"]);
    visit.web.socket.fail();
    visit.time.advance(20_000);
    assert.equal(visit.heard.length, 4);
    assert.equal(visit.web.socket.closes, 1);
    assert.equal(visit.time.pending, 0);
  });

  it("tells a connection that breaks from a body that ends", () => {
    const visit = new Visit().connect();
    visit.web.answer(ok, "ab");
    visit.web.socket.fail();
    assert.match(visit.heard.at(-1) ?? "", /^connection-lost/);
  });

  it("fails with the reason of the layer that knows it", () => {
    const visit = new Visit();
    visit.time.advance(1);
    const options = visit.web.socket.options;
    options.onFailure?.(new Error("certificate: expired"));
    options.onError?.();
    assert.deepEqual(visit.heard, ["tls-failed: TLS failed (certificate: expired)"]);
    const nameless = new Visit();
    nameless.web.resolves = false;
    nameless.time.advance(1);
    assert.match(nameless.heard[0] ?? "", /^dns-failed.*files\.example/);
  });

  it("gives a server up that sends nothing, at whatever point", () => {
    const silent = new Visit();
    silent.time.advance(10_000);
    assert.match(silent.heard[0] ?? "", /^download-stalled/);
    const slow = new Visit().connect();
    slow.time.advance(9000);
    slow.web.answer(ok, "ab");
    slow.time.advance(9000);
    assert.equal(slow.heard.length, 2, "each byte is a new chance");
    slow.time.advance(1000);
    assert.match(slow.heard.at(-1) ?? "", /^download-stalled/);
  });

  it("fails where the answer is no HTTP", () => {
    const visit = new Visit().connect();
    visit.web.answer(["220 mail.example ESMTP"]);
    assert.match(visit.heard[0] ?? "", /^http-malformed/);
  });

  it("fails where its owner throws, and calls it no more", () => {
    const visit = new Visit({
      onBody: () => {
        throw new Error("full");
      },
    }).connect();
    visit.web.answer(ok, "ab");
    visit.web.socket.receive(Buffer.from("cde"));
    assert.deepEqual(visit.heard, ["status 200", "internal: unexpected error (full)"]);
  });

  it("is silent after close, also when the name is resolved only then", () => {
    const visit = new Visit();
    visit.get.close();
    visit.get.close();
    visit.time.advance(20_000);
    assert.deepEqual(visit.heard, []);
    assert.equal(visit.web.sockets.length, 0);
  });
});
