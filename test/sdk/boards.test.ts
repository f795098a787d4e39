import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { cp, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { type Board, loadBoard } from "../../tools/work/build/boards.js";
import { buildBoard } from "../../tools/work/build/build-board.js";
import { checkBoards } from "../../tools/work/build/check-boards.js";
import { verifyPackage } from "../../tools/work/package-format.js";
import { slotLayout, writeIDFOutput } from "../unit/tools-build/idf-output.js";
import { ear, installed, root, withoutIDF } from "./support/build-tools.js";

describe("the check of a board's firmware", () => {
  let folder: string;

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), "bowline-boards-"));
  });

  after(() => rm(folder, { recursive: true, force: true }));

  /** A board like the ESP32-C3's, with these modules beside the firmware's. */
  async function faulty(
    name: string,
    modules: Readonly<Record<string, string>>,
    files: Readonly<Record<string, string>>,
    more: Readonly<Record<string, unknown>> = {},
  ): Promise<Board> {
    const place = join(folder, name);
    await mkdir(place);
    for (const [file, text] of Object.entries(files)) await writeFile(join(place, file), text);
    const manifest = {
      include: [join(root, "manifests/boards/esp32c3/manifest.json")],
      modules,
      preload: Object.keys(modules).filter((module) => module !== "~"),
      ...more,
    };
    await writeFile(join(place, "manifest.json"), JSON.stringify(manifest));
    return { ...(await loadBoard("esp32c3")), name, folder: place };
  }

  async function complaints(board: Board): Promise<readonly string[]> {
    const { complaints: heard, tell } = ear();
    const bad = await checkBoards({ boards: [board], toolchain: installed(), settings: [], tell });
    assert.deepEqual(bad, [board.name]);
    return heard().map((text) => text.replaceAll(folder, "…"));
  }

  it("finds files that share a name, names without a file, what wants RAM, and a heap that is another", async () => {
    const board = await faulty(
      "silent",
      { "storage/setting": "./setting", lost: "./nowhere", table: "./table", count: "./count" },
      {
        "setting.ts": "export const setting = 1;\n",
        "table.ts": "export const table = [1, 2, 3];\n",
        "count.ts": "export let count = 0;\nexport function next(): number { return ++count; }\n",
      },
    );
    const heap = { kind: "arena" as const, sizeBytes: 90_000, stackSlots: 1024 };
    const heard = await complaints({ ...board, heap });
    const expected = [
      /^module-name: …\/silent\/nowhere: a manifest names it, and there is no such file/,
      /^module-name: storage\/setting: \/?firmware\/storage\/setting\.ts is taken, and …\/silent\/setting\.ts vanishes/,
      /^description: heap: sizeBytes is 90000 in board\.ts and \d+ in the manifest/,
      /^preload: table: table: not frozen; freeze it/,
      /^preload: count: count: no const; declare it const/,
    ];
    for (const pattern of expected)
      assert.ok(
        heard.some((text) => pattern.test(text)),
        `${pattern}\n${heard.join("\n")}`,
      );
  });

  it("finds type errors, though an earlier run may have left their output behind", async () => {
    const board = await faulty(
      "typed",
      { wrong: "./wrong" },
      { "wrong.ts": 'export const wrong: number = "1";\n' },
    );
    const [first = "", ...others] = await complaints(board);
    assert.match(first, /^type: .*wrong\.ts\(1,14\): error TS2322/);
    assert.deepEqual(others, []);
  });

  it("counts what the linker has put into ROM, and every byte of a resource", async () => {
    const table = Array.from({ length: 100 }, (_, at) => `Object.freeze({ at: ${at} })`);
    const larger = await faulty(
      "larger",
      { table: "./table" },
      {
        "table.ts": `export const table = Object.freeze([${table.join(", ")}]);\n`,
        "root.der": "r".repeat(1234),
      },
      { data: { "*": "./root" } },
    );
    const usual = await faulty("usual", {}, {});
    const { told, tell } = ear();
    const bad = await checkBoards({ boards: [usual, larger], toolchain: installed(), settings: [], tell });
    assert.deepEqual(bad, []);
    const [without, having] = ["usual", "larger"].map((name) =>
      told.find((event) => event.event === "built" && event.board === name),
    );
    assert.ok(without?.event === "built" && having?.event === "built");
    // An instance and a property for each, and the reference in the array is a chunk.
    const slots = having.romSlots - without.romSlots;
    assert.ok(slots >= 200 && slots < 320, `${slots} slots`);
    assert.equal(having.preloadedHeapBytes, having.romSlots * 16);
    assert.equal(having.resourceBytes - without.resourceBytes, 1234);
    assert.equal(having.codeBytes, without.codeBytes, "what has run before the link needs no byte code");
  });

  it("finds modules that are not there", async () => {
    const board = await faulty("missing", { asks: "./asks" }, { "asks.js": 'import "nowhere";\n' });
    assert.deepEqual(await complaints(board), ['link: ReferenceError: module "nowhere" not found']);
  });
});

describe("the page about porting", () => {
  it("leads to a board that the check has nothing to say about", async () => {
    const folder = await mkdtemp(join(tmpdir(), "bowline-porting-"));
    try {
      const page = readFileSync(join(root, "docs/porting.md"), "utf8");
      const [board = "", drivers = "", manifest = ""] = [...page.matchAll(/```(?:ts|json)\n(.*?)```/gs)].map(
        ([, text = ""]) => text,
      );
      // A whole checkout as far as the SDK sees it: it would take linked files for others than those they lead to.
      for (const part of ["firmware", "manifests"])
        await cp(join(root, part), join(folder, part), { recursive: true });
      const place = join(folder, "manifests/boards");
      await mkdir(join(place, "lolin_c3mini"));
      for (const [file, text] of Object.entries({
        "board.ts": board,
        "drivers.ts": drivers,
        "manifest.json": manifest,
      }))
        await writeFile(join(place, "lolin_c3mini", file), text);
      const { complaints, tell } = ear();
      const boards = [await loadBoard("lolin_c3mini", place)];
      await checkBoards({ boards, toolchain: installed(), settings: [], tell });
      assert.deepEqual(complaints(), []);
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  });
});

describe("the build of a board's firmware, with ESP-IDF played by a script", () => {
  let folder: string;

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), "bowline-build-"));
  });

  after(() => rm(folder, { recursive: true, force: true }));

  it("ends with a package that can be flashed, and its figures, notices and bill of materials", async () => {
    const output = await writeIDFOutput(join(folder, "output"), { chip: "esp32c3", layout: slotLayout });
    const build = "$OUTPUT/tmp/esp32/esp32c3/release/bowline/xsProj-esp32c3/build";
    const script = `echo "[1/2] Building C object"; mkdir -p ${build} && cp -R ${output}/. ${build}`;
    const { told, complaints, tell } = ear();
    const place = join(folder, "package");
    const isBuilt = await buildBoard({
      board: await loadBoard("esp32c3"),
      toolchain: withoutIDF(folder, script),
      settings: ["connectorId=o33ara2ekbo800000"],
      folder: place,
      tell,
    });
    assert.deepEqual(complaints(), []);
    assert.ok(isBuilt);
    assert.ok(told.some((event) => event.event === "build-step" && event.done === 0.5));
    const built = told.find((event) => event.event === "built");
    assert.ok(built?.event === "built" && built.imageBytes === 300_000 && built.romSlots > 7000);
    const { board, chip, parts } = await verifyPackage(place);
    assert.deepEqual([board, chip, parts.length], ["esp32c3", "esp32c3", 4]);
    const notices = readFileSync(join(place, "NOTICES.txt"), "utf8");
    assert.match(notices, /Moddable SDK modules\/crypt 8\.2\.3\n {4}Apache-2\.0 and LGPL-3\.0-or-later/);
    assert.match(notices, /Moddable SDK xs\/sources/);
    assert.match(notices, /ESP-IDF lwip 6\.0\.0\n {4}BSD-3-Clause/);
    assert.match(notices, /the licence of ESP-IDF/);
    const { components } = JSON.parse(readFileSync(join(place, "sbom.cdx.json"), "utf8"));
    const kinds = components.map(
      (component: { properties: [{ value: string }] }) => component.properties[0].value,
    );
    assert.deepEqual([...new Set(kinds)].sort(), ["native", "npm", "sdk"]);
  });

  it("fails where ESP-IDF has, though the SDK's makefile goes on as if nothing were", async () => {
    const { complaints, tell } = ear();
    const place = join(folder, "failed");
    const script = 'echo "FAILED: xs_esp32.elf"; echo "region iram0_0_seg overflowed by 512 bytes"; exit 0';
    const isBuilt = await buildBoard({
      board: await loadBoard("esp32c3"),
      toolchain: withoutIDF(
        join(folder, "other"),
        `rm -rf $OUTPUT/tmp/esp32/esp32c3/release/bowline/xsProj-esp32c3/build; ${script}`,
      ),
      settings: [],
      folder: place,
      tell,
    });
    assert.ok(!isBuilt);
    assert.deepEqual(complaints(), [
      "tool: ESP-IDF has made no image:\nFAILED: xs_esp32.elf\nregion iram0_0_seg overflowed by 512 bytes",
    ]);
    assert.ok(!existsSync(place));
  });
});
