import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { type ResponseHead, ResponseHeadReader } from "../../../firmware/http/response-head.js";

function read(text: string): ResponseHead | undefined {
  return new ResponseHeadReader().take(Buffer.from(text))?.head;
}

function withFields(status: string, ...fields: string[]): string {
  return `HTTP/1.1 ${status}\r\n${fields.map((field) => `${field}\r\n`).join("")}\r\n`;
}

const digest = "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=";

describe("the head of a response", () => {
  it("tells status, length, tag and digest, however its fields are written", () => {
    const text = withFields(
      "200 OK",
      "content-LENGTH:  12 ",
      'ETag: "abc"',
      `Repr-Digest: sha-512=:x=:, sha-256=:${digest}:`,
    );
    assert.deepEqual(read(text), { status: 200, contentLength: 12, offset: 0, entityTag: '"abc"', digest });
  });

  it("tells where a part begins", () => {
    assert.equal(
      read(withFields("206 Partial", "Content-Length: 5", "Content-Range: bytes 7-11/12"))?.offset,
      7,
    );
  });

  it("comes in any pieces, and what follows it is left alone", () => {
    const bytes = Buffer.from(`${withFields("200 OK", "Content-Length: 2")}hi`);
    for (let cut = 1; cut < bytes.length; cut++) {
      const reader = new ResponseHeadReader();
      const first = reader.take(bytes.subarray(0, cut));
      const found = first ?? reader.take(bytes.subarray(cut));
      assert.equal(found?.head.contentLength, 2);
      assert.equal((first === undefined ? cut : 0) + (found?.used ?? 0), bytes.length - 2);
    }
  });

  it("takes no weak tag for a strong one", () => {
    assert.equal(read(withFields("200 OK", "Content-Length: 1", 'ETag: W/"abc"'))?.entityTag, undefined);
  });

  it("of a refusal needs no length", () => {
    assert.equal(read(withFields("404 Not Found"))?.status, 404);
  });

  it("is refused where the end of the body could not be told, or the body is not the file", () => {
    for (const [text, problem] of [
      [withFields("200 OK"), /no length/],
      [withFields("200 OK", "Content-Length: -1"), /no length/],
      [withFields("200 OK", "Content-Length: 1", "Content-Length: 2"), /two different lengths/],
      [withFields("200 OK", "Content-Length: 1", "Transfer-Encoding: chunked"), /transfer coding/],
      [withFields("200 OK", "Content-Length: 1", "Content-Encoding: gzip"), /compressed/],
      [withFields("206 Partial", "Content-Length: 1"), /without its place/],
      [withFields("200 OK", "nonsense"), /without a name/],
      ["SSH-2.0-x\r\n\r\n", /no HTTP/],
      ["HTTP/1.1 20\r\n\r\n", /no HTTP/],
    ] as const)
      assert.throws(() => read(text), problem);
  });

  it("is refused where it does not end", () => {
    assert.throws(() => read(withFields("200 OK", `X: ${"x".repeat(5000)}`)), /more than 4096 bytes/);
  });
});
