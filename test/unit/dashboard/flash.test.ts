import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { readFlash } from "../../../host-sim/dashboard/flash-watch.js";

describe("flash as the page shows it", () => {
  let folder: string;

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), "bowline-flash-"));
  });

  after(() => rm(folder, { recursive: true, force: true }));

  it("is empty where the device has stored nothing yet", async () => {
    assert.deepEqual(await readFlash(join(folder, "missing")), []);
  });

  it("masks what is secret by its name, at any depth, and shows the rest", async () => {
    const account = JSON.stringify({
      host: "h",
      secret: "S3CRET",
      wifi: [{ ssid: "net", password: "S3CRET" }],
    });
    await store("bowline", { "c-1": account });
    const [domain] = await readFlash(folder);
    assert.equal(domain?.domain, "bowline");
    assert.deepEqual(domain.entries, [
      { key: "c-1", content: '{"host":"h","secret":"•••","wifi":[{"ssid":"net","password":"•••"}]}' },
    ]);
  });

  it("shows only the size of what it cannot judge: damaged documents, plain texts, bytes", async () => {
    await store("bowline", { "c-1-bad": '{"secret":"S3CRE', pin: "1234", blob: [1, 2, 3] });
    const [domain] = await readFlash(folder);
    assert.deepEqual(domain?.entries, [
      { key: "c-1-bad", content: "16 characters, not shown" },
      { key: "pin", content: "4 characters, not shown" },
      { key: "blob", content: "3 bytes, not shown" },
    ]);
  });

  it("reads names of domains as they were given, and passes over other files", async () => {
    await store("a%2Fb", {});
    await writeFile(join(folder, "bowline.json.corrupt-1"), "S3CRET");
    assert.deepEqual(
      (await readFlash(folder)).map(({ domain }) => domain),
      ["a/b", "bowline"],
    );
  });

  function store(file: string, content: object): Promise<void> {
    return writeFile(join(folder, `${file}.json`), JSON.stringify(content));
  }
});
