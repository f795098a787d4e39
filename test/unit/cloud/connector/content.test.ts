import "../../../support/xs-globals.js";
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { contentListFrom } from "../../../../firmware/cloud/connector/content.js";
import { ConnectorBench } from "../../../support/fake-connector.js";

const file = { name: "a.txt", length: 3, mime: "text/plain", url: "https://files.example/a.txt" };

describe("the list of files (CN-CON-1)", () => {
  it("is read with its types, and what else it says is left out", () => {
    assert.deepEqual(contentListFrom(JSON.stringify([file, { ...file, name: "b", tags: {} }])), [
      file,
      { ...file, name: "b" },
    ]);
    assert.deepEqual(contentListFrom("[]"), []);
  });

  it("is refused as a whole where one entry makes no sense, with entry and field", () => {
    for (const [text, problem] of [
      ["", "it is no JSON"],
      ["{}", "it is no list"],
      [JSON.stringify([file, null]), "entry 1: it is no object"],
      [JSON.stringify([{ ...file, name: "" }]), "entry 0: name must be a text"],
      [JSON.stringify([{ ...file, length: "3" }]), "entry 0: length must be a number of bytes"],
      [JSON.stringify([{ ...file, length: -1 }]), "entry 0: length must be a number of bytes"],
      [JSON.stringify([{ ...file, mime: 1 }]), "entry 0: mime must be a text"],
      [JSON.stringify([{ ...file, url: "http://a.example/" }]), "entry 0: url must begin with https://"],
    ] as const)
      assert.deepEqual(contentListFrom(text), { problem });
  });

  it("is asked for with an empty message, and the answer is no write", () => {
    const bench = new ConnectorBench();
    const session = bench.open();
    assert.equal(session.askContents(), true);
    assert.deepEqual(bench.client.published, ["$content="]);
    bench.client.receive("$content", JSON.stringify([file]));
    assert.deepEqual(bench.heard, [`contents ${JSON.stringify([file])}`]);
  });

  it("cannot be asked for where there is no room", () => {
    const bench = new ConnectorBench();
    const session = bench.open();
    bench.client.writable(0);
    assert.equal(session.askContents(), false);
  });

  it("that cannot be read is told as a failure: nonsense, broken text, too long", () => {
    const bench = new ConnectorBench();
    bench.open();
    bench.client.receive("$content", "nonsense");
    bench.client.receive("$content", Uint8Array.of(0xff));
    bench.client.receive("$content", "x".repeat(17_000));
    assert.deepEqual(
      bench.heard.map((each) => /\((.*)\)/.exec(each)?.[1]),
      ["it is no JSON", "it is not UTF-8", "17000 bytes are more than 16384, not taken"],
    );
  });
});
