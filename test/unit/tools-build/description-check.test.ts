import assert from "node:assert/strict";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { type Board, boardNames, loadBoard } from "../../../tools/work/build/boards.js";
import type { FlatManifest } from "../../../tools/work/build/configuration.js";
import { budgetComplaints, descriptionComplaints } from "../../../tools/work/build/description-check.js";
import { partitionComplaints } from "../../../tools/work/build/partitions-check.js";
import { madeBoard } from "./made-board.js";

const pools = {
  ...madeBoard("esp32"),
  heap: { kind: "pools" as const, chunkBytes: 78_848, slots: 4928, stackSlots: 768 },
};
const manifest: FlatManifest = {
  modules: { "platform/link": ["/x/links/wifi"], "platform/console-line": ["/x/consoles/uart"] },
  preload: ["main"],
  creation: {
    static: 0,
    stack: 768,
    chunk: { initial: 78_848, incremental: 0 },
    heap: { initial: 4928, incremental: 0 },
  },
};
const texts = (complaints: readonly { text: string }[]): readonly string[] =>
  complaints.map(({ text }) => text);

describe("a board's description", () => {
  it("of every board has its folder's name, and sensors on buses that the board has", async () => {
    assert.ok(boardNames().length >= 7);
    for (const name of boardNames()) {
      const { sensors, buses } = await loadBoard(name);
      for (const { bus } of Object.values(sensors)) assert.ok(Object.hasOwn(buses, bus), `${name}: ${bus}`);
    }
  });

  it("agrees with the manifest", () => {
    assert.deepEqual(descriptionComplaints(pools, manifest), []);
  });

  it("is held against it: heap, link, console, preload", () => {
    const other: FlatManifest = {
      modules: { "platform/link": ["/x/links/ethernet"] },
      preload: [],
      creation: { ...manifest.creation, static: 4096, heap: { initial: 4928, incremental: 64 } },
    };
    assert.deepEqual(texts(descriptionComplaints(pools, other)), [
      "heap: an arena is 0 in board.ts and 4096 in the manifest",
      "heap: growth of slots is 0 in board.ts and 64 in the manifest",
      "network: is wifi in board.ts, and the manifest's platform/link is ethernet",
      "console: is uart in board.ts, and the manifest's platform/console-line is undefined",
      'preload: "main" has to be in the manifest\'s list',
    ]);
  });

  it("has a budget", () => {
    const figures = { romSlots: 10_001, preloadedHeapBytes: 0, codeBytes: 0, resourceBytes: 10_000 };
    assert.deepEqual(texts(budgetComplaints(pools, figures)), [
      "romSlots: 10001, and the board's budget is 10000",
    ]);
    assert.deepEqual(texts(budgetComplaints(pools, { ...figures, romSlots: 0, imageBytes: 0x1f_0001 })), [
      "imageBytes: 2031617, and the board's budget is 2031616",
    ]);
  });
});

describe("the partitions of a build", () => {
  let folder: string;
  const board: Board = madeBoard("esp32");

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), "bowline-partitions-"));
    await mkdir(join(folder, "xsProj-esp32"));
  });

  after(() => rm(folder, { recursive: true, force: true }));

  async function complaints(...rows: readonly string[]): Promise<readonly string[]> {
    await writeFile(join(folder, "xsProj-esp32/partitions.csv"), ["# Name, Type, …", ...rows, ""].join("\n"));
    return texts(partitionComplaints(board, { folder }));
  }

  it("have the outbox that board.ts says, in whichever way its size is written", async () => {
    for (const size of ["0x40000", "256K", "262144"])
      assert.deepEqual(await complaints(`outbox, data, undefined, 0x3C0000, ${size},`), []);
  });

  it("are complained of where it is missing or has another size, and where the flash ends too early", async () => {
    assert.deepEqual(await complaints("nvs, data, nvs, 0x9000, 0x6000,"), [
      "partitions: outbox has no bytes, and in board.ts 262144",
    ]);
    assert.deepEqual(await complaints("outbox, data, undefined, 0x3F0000, 128K,"), [
      "partitions: outbox has 131072 bytes, and in board.ts 262144",
      "partitions: outbox ends behind the flash of 4194304 bytes",
    ]);
  });
});
