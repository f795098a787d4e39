import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { MessageAssembler } from "../../../firmware/cloud/message-assembler.js";

function make(longest = 10): { assembler: MessageAssembler; heard: string[] } {
  const heard: string[] = [];
  const assembler = new MessageAssembler({
    longest,
    onMessage: (topic, payload) => heard.push(`${topic}=${Buffer.from(payload).toString()}`),
    onDropped: (topic, byteLength) => heard.push(`${topic} dropped ${byteLength}`),
  });
  return { assembler, heard };
}

describe("the message assembler", () => {
  it("puts the fragments of a message together", () => {
    const { assembler, heard } = make();
    assembler.begin("t", 6);
    for (const fragment of ["ab", "c", "def"]) {
      assert.deepEqual(heard, []);
      assembler.add(Buffer.from(fragment));
    }
    assert.deepEqual(heard, ["t=abcdef"]);
  });

  it("takes a message that comes whole", () => {
    const { assembler, heard } = make();
    assembler.begin("t", 10);
    assembler.add(Buffer.from("0123456789"));
    assert.deepEqual(heard, ["t=0123456789"]);
  });

  it("drops a message that is too long, tells once, and takes the next", () => {
    const { assembler, heard } = make();
    assembler.begin("t", 11);
    assembler.add(Buffer.from("01234567"));
    assembler.add(Buffer.from("89a"));
    assembler.begin("u", 1);
    assembler.add(Buffer.from("x"));
    assert.deepEqual(heard, ["t dropped 11", "u=x"]);
  });

  it("forgets a message that was never finished", () => {
    const { assembler, heard } = make();
    assembler.begin("t", 5);
    assembler.add(Buffer.from("ab"));
    assembler.begin("u", 2);
    assembler.add(Buffer.from("xy"));
    assert.deepEqual(heard, ["u=xy"]);
  });
});
