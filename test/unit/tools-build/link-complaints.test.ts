import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { linkComplaints, type RAMException } from "../../../tools/work/build/link-complaints.js";

/** Lines as the SDK's linker writes them. */
const quiet = ["# xsl modules", "### 2565 instances, 2342 keys, 144 colors, 0 holes"];
const ofTheSDK = "### warning: ssl/cache: default: not frozen";
const clock = "### warning: main: default() board.clock: not frozen";
const counter = "### warning: device/counter: count: no const";

function complaints(
  lines: readonly string[],
  { exceptions = [], failed = false }: { exceptions?: readonly RAMException[]; failed?: boolean } = {},
): readonly string[] {
  const ours = new Set(["main", "device/counter"]);
  return linkComplaints([...quiet, ...lines], { ours, exceptions, failed }).map(
    ({ kind, text }) => `${kind}: ${text}`,
  );
}

describe("what the linker says", () => {
  it("is fine where it has nothing to say about modules of ours", () => {
    assert.deepEqual(complaints([ofTheSDK]), []);
  });

  it("is a complaint where something of ours in ROM wants to change, with a way out", () => {
    assert.deepEqual(complaints([clock, counter]), [
      "preload: main: board.clock: not frozen; freeze it, make it at run time, or give the reason in manifests/ram.json",
      "preload: device/counter: count: no const; declare it const, or give the reason in manifests/ram.json",
    ]);
  });

  it("is told once for an object and its parts", () => {
    const parts = [
      "### warning: main: default() a: not frozen",
      "### warning: main: default() a.b.c: not frozen",
    ];
    assert.equal(complaints(parts).length, 1);
    assert.deepEqual(complaints(parts, { exceptions: [{ path: "a", reason: "changes" }] }), []);
  });

  it("is no matter where it is the object that a generator function has by nature", () => {
    assert.deepEqual(complaints(["### warning: main: default() work.prototype: not frozen"]), []);
  });

  it("may be excepted with a reason", () => {
    assert.deepEqual(complaints([clock], { exceptions: [{ path: "board.clock", reason: "counts" }] }), []);
  });

  it("is a complaint where an exception has become untrue", () => {
    const exceptions = [{ path: "board.clock", reason: "counts" }];
    assert.deepEqual(complaints([], { exceptions }), [
      "preload: ram.json: board.clock: the linker no longer says so; take it out",
    ]);
    assert.deepEqual(complaints(["### Error: boo!"], { exceptions, failed: true }), ["link: Error: boo"]);
  });

  it("tells the module that is not there, and the exception of a module that was run to be preloaded", () => {
    assert.deepEqual(
      complaints(['### ReferenceError: module "nowhere" not found!', "make: *** Error 22"], { failed: true }),
      ['link: ReferenceError: module "nowhere" not found'],
    );
  });

  it("tells a TypeScript and a JavaScript file of one name, for which make has a warning only", () => {
    const line = "/t/makefile:9: warning: overriding recipe for target '/t/modules/q/lost.xsb'";
    assert.deepEqual(complaints([line]), [
      "module-name: q/lost: a TypeScript and a JavaScript file have this name, and one of them vanishes",
    ]);
  });

  it("is shown as it is where it failed in a way that nobody has foreseen", () => {
    assert.deepEqual(complaints(["cc: out of memory"], { failed: true }), [
      `tool: ${[...quiet, "cc: out of memory"].join("\n")}`,
    ]);
  });
});
