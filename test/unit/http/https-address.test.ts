import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { parseHTTPS } from "../../../firmware/http/https-address.js";

describe("an HTTPS address", () => {
  it("has a host, a port and a path with its query", () => {
    assert.deepEqual(parseHTTPS("https://files.example.com/a/b.bin?x=1#top"), {
      host: "files.example.com",
      port: 443,
      path: "/a/b.bin?x=1",
    });
    assert.deepEqual(parseHTTPS("https://a-1.localhost:8443"), {
      host: "a-1.localhost",
      port: 8443,
      path: "/",
    });
    assert.equal(parseHTTPS("https://a.example?x=1")?.path, "/?x=1");
  });

  it("is refused where it is anything else", () => {
    for (const address of [
      "",
      "http://a.example/",
      "https:///a",
      "https://user:secret@a.example/",
      "https://[::1]/",
      "https://a.example:0/",
      "https://a.example:65536/",
      "https://a.example/a b",
      "https://a.example/a\r\nHost: b.example",
      `https://a.example/${"a".repeat(2048)}`,
    ])
      assert.equal(parseHTTPS(address), undefined, JSON.stringify(address));
  });
});
