import assert from "node:assert/strict";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { after, before, describe, it } from "node:test";
import type { FlatManifest } from "../../../tools/work/build/configuration.js";
import { moduleNames, nameClashes } from "../../../tools/work/build/module-names.js";

const files = [
  "a/same.ts",
  "a/other.ts",
  "a/typings.d.ts",
  "a/native.c",
  "a/manifest.json",
  "b/same.js",
  "b/mod-x.js",
];

describe("the modules of a manifest", () => {
  let folder: string;

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), "bowline-names-"));
    for (const file of files) {
      await mkdir(dirname(join(folder, file)), { recursive: true });
      await writeFile(join(folder, file), "");
    }
  });

  after(() => rm(folder, { recursive: true, force: true }));

  function manifest(modules: Readonly<Record<string, readonly string[]>>): FlatManifest {
    const absolute = Object.entries(modules).map(([key, sources]) => [
      key,
      sources.map((source) => join(folder, source)),
    ]);
    return {
      modules: Object.fromEntries(absolute),
      preload: [],
      creation: {
        static: 0,
        stack: 0,
        chunk: { initial: 0, incremental: 0 },
        heap: { initial: 0, incremental: 0 },
      },
    };
  }

  function names(modules: Readonly<Record<string, readonly string[]>>): readonly string[] {
    return [...moduleNames(manifest(modules))].map(
      ([file, name]) => `${name} ${file.slice(folder.length + 1)}`,
    );
  }

  it("have the name of their key with the file's in place of the star; typings and native parts are none", () => {
    assert.deepEqual(names({ "x/*": ["a/*"], "*": ["b/same"], short: ["b/mod-x.js"] }), [
      "x/other a/other.ts",
      "x/same a/same.ts",
      "same b/same.js",
      "short b/mod-x.js",
    ]);
    assert.deepEqual(names({ "y/*": ["b/mod-*"] }), ["y/x b/mod-x.js"]);
  });

  it("are left out where the manifest says so", () => {
    assert.deepEqual(names({ "~": ["a/same"], "*": ["a/*"] }), ["other a/other.ts"]);
  });

  it("keep the first name that they get", () => {
    assert.deepEqual(names({ first: ["a/same"], second: ["a/same"] }), ["first a/same.ts"]);
  });

  it("clash where two files have one name: the SDK takes the first and says nothing", () => {
    assert.deepEqual(nameClashes(manifest({ "*": ["a/same", "b/same"] })), [
      { name: "same", taken: join(folder, "a/same.ts"), ignored: [join(folder, "b/same.js")] },
    ]);
    assert.deepEqual(nameClashes(manifest({ "*": ["a/same"], "b/*": ["b/*"] })), []);
  });

  it("do not clash over a name that another file had given away", () => {
    // How a module of ours takes the place of one of the SDK's, which gets another name first.
    assert.deepEqual(nameClashes(manifest({ "sdk/same": ["b/same"], same: ["b/same", "a/same"] })), []);
  });
});
