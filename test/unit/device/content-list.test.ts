import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { ContentAnswer } from "../../../firmware/device/content-list.js";
import { Bench } from "../../support/fake-device.js";

const file = { name: "a.txt", length: 3, mime: "text/plain", url: "https://files.example/a.txt" };

/** A device online that can be asked, and the answers that it gave. */
class Asked extends Bench {
  readonly answers: string[] = [];

  ask(): this {
    this.contents.ask((answer) => this.answers.push(shown(answer)));
    return this;
  }

  online(): this {
    this.boot().activate();
    this.adapter.session.callbacks.onOpen();
    return this;
  }
}

function shown(answer: ContentAnswer): string {
  return "code" in answer ? answer.code : answer.map(({ name }) => name).join();
}

describe("the list of the cloud's files", () => {
  it("is asked for in the open session and handed to whoever asked", () => {
    const bench = new Asked().online().ask();
    assert.equal(bench.adapter.session.contentsAsked, 1);
    bench.adapter.session.callbacks.onContents([file]);
    assert.deepEqual(bench.answers, [], "not in the middle of the session's callback");
    bench.time.advance();
    assert.deepEqual(bench.answers, ["a.txt"]);
  });

  it("is asked for once by all who wait for it", () => {
    const bench = new Asked().online().ask().ask();
    assert.equal(bench.adapter.session.contentsAsked, 1);
    bench.adapter.session.callbacks.onContents([]);
    bench.time.advance();
    assert.deepEqual(bench.answers, ["", ""]);
    bench.ask();
    assert.equal(bench.adapter.session.contentsAsked, 2);
  });

  it("waits for room", () => {
    const bench = new Asked().online();
    bench.adapter.session.room = 0;
    bench.ask();
    bench.adapter.session.room = 1;
    bench.adapter.session.callbacks.onRoom();
    assert.equal(bench.adapter.session.contentsAsked, 1);
  });

  it("is given up when it does not come, and can be asked for again", () => {
    const bench = new Asked().online().ask();
    bench.time.advance(20_000);
    assert.deepEqual(bench.answers, ["content-timeout"]);
    bench.ask();
    bench.adapter.session.callbacks.onContents([file]);
    bench.time.advance();
    assert.deepEqual(bench.answers, ["content-timeout", "a.txt"]);
  });

  it("cannot be had without a session, nor when it ends", () => {
    const bench = new Asked().ask();
    bench.time.advance();
    bench.online().ask();
    bench.device.stop();
    bench.time.advance();
    assert.deepEqual(bench.answers, ["not-connected", "not-connected"]);
  });

  it("may come unasked, and nobody minds", () => {
    const bench = new Asked().online();
    bench.adapter.session.callbacks.onContents([file]);
    bench.time.advance();
    assert.deepEqual(bench.answers, []);
  });

  it("does no harm where whoever asked throws", () => {
    const bench = new Asked().online();
    bench.contents.ask(() => {
      throw new Error("oops");
    });
    bench.adapter.session.callbacks.onContents([file]);
    assert.doesNotThrow(() => bench.time.advance());
    assert.match(bench.lines.join("\n"), /error app: the list of files was not taken: Error: oops/);
  });
});
