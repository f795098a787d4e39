import assert from "node:assert/strict";
import { chmod, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import type { BuildEvent } from "../../../tools/work/build/build-event.js";
import { findToolchain, versionOfIDF } from "../../../tools/work/build/toolchain.js";

const platform = { linux: "lin", darwin: "mac", win32: "win" }[process.platform as "linux"] ?? "lin";

describe("what a build needs", () => {
  let folder: string;
  let sdk: string;
  let idf: string;
  let programs: string;

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), "bowline-toolchain-"));
    sdk = join(folder, "sdk");
    idf = join(folder, "idf");
    programs = join(folder, "bin");
    const tools = join(sdk, `build/bin/${platform}/release`);
    await mkdir(join(sdk, "tools"), { recursive: true });
    await writeFile(join(sdk, "tools/VERSION"), "8.2.3\n");
    for (const [place, name] of [
      [tools, "mcconfig"],
      [tools, "xsc"],
      [tools, "xsl"],
      [programs, "make"],
      [programs, "idf.py"],
    ] as const) {
      await mkdir(place, { recursive: true });
      await writeFile(join(place, name), "#!/bin/sh\n");
      await chmod(join(place, name), 0o755);
    }
    await mkdir(join(idf, "tools/cmake"), { recursive: true });
    const version = ["MAJOR 6", "MINOR 0", "PATCH 1"].map((part) => `set(IDF_VERSION_${part})\n`).join("");
    await writeFile(join(idf, "tools/cmake/version.cmake"), version);
  });

  after(() => rm(folder, { recursive: true, force: true }));

  function look(environment: NodeJS.ProcessEnv, wantsIDF = true) {
    const told: BuildEvent[] = [];
    const toolchain = findToolchain({ environment, wantsIDF, tell: (event) => told.push(event) });
    const lines = told.map((event) =>
      "advice" in event ? `${event.event} ${event.part}: ${event.advice}` : "",
    );
    return { toolchain, lines };
  }

  it("is found: SDK, its tools, compiler, ESP-IDF, with the SDK's tools first in PATH", () => {
    const { toolchain, lines } = look({ MODDABLE: sdk, IDF_PATH: idf, PATH: programs });
    assert.deepEqual(lines, []);
    assert.deepEqual(toolchain?.sdk, { folder: sdk, version: "8.2.3" });
    assert.deepEqual(toolchain?.idf, { folder: idf, version: "6.0.1" });
    assert.match(toolchain?.environment.PATH ?? "", /node_modules.\.bin.*release/);
  });

  it("is told part by part where it is missing, each with one line on how to get it", () => {
    const { toolchain, lines } = look({ PATH: programs });
    assert.equal(toolchain, undefined);
    assert.deepEqual(lines, [
      "missing Moddable SDK: install it with `xs-dev setup --release 8.2.3` and set MODDABLE to its folder",
      "missing ESP-IDF: install v6.0 with `xs-dev setup --device esp32` and set IDF_PATH, or check without it: --check",
    ]);
  });

  it("does without ESP-IDF for a check", () => {
    const { toolchain, lines } = look({ MODDABLE: sdk, PATH: programs }, false);
    assert.deepEqual(lines, []);
    assert.equal(toolchain?.idf, undefined);
  });

  it("tells a MODDABLE that leads nowhere, tools that were never built, and an ESP-IDF that is not in this shell", async () => {
    assert.match(
      look({ MODDABLE: "/nowhere", PATH: programs }, false).lines[0] ?? "",
      /MODDABLE is \/nowhere, where there is none/,
    );
    const bare = join(folder, "bare");
    await mkdir(join(bare, "tools"), { recursive: true });
    await writeFile(join(bare, "tools/VERSION"), "8.2.3");
    assert.match(
      look({ MODDABLE: bare, PATH: programs }, false).lines[0] ?? "",
      /missing tools of the SDK: .*xs-dev setup/,
    );
    assert.match(
      look({ MODDABLE: sdk, IDF_PATH: idf, PATH: "/nowhere" }).lines.join(),
      /idf\.py: is not in PATH; run `\. .*export\.sh`/,
    );
  });

  it("is taken in another release than the tried one, with a warning", async () => {
    await writeFile(join(sdk, "tools/VERSION"), "9.0.0");
    const { toolchain, lines } = look({ MODDABLE: sdk, PATH: programs }, false);
    assert.equal(toolchain?.sdk.version, "9.0.0");
    assert.deepEqual(lines, [
      "unsupported Moddable SDK: it is 9.0.0; tried with 8.2.3, which `xs-dev setup --release 8.2.3` installs",
    ]);
    await writeFile(join(sdk, "tools/VERSION"), "8.2.3\n");
  });

  it("is told in the wrong release even where a part of it is missing, so that the right one is installed at once", async () => {
    const old = join(folder, "old-idf");
    await mkdir(join(old, "tools/cmake"), { recursive: true });
    await writeFile(join(old, "tools/cmake/version.cmake"), "set(IDF_VERSION_MAJOR 5)\n");
    const { toolchain, lines } = look({ MODDABLE: sdk, IDF_PATH: old, PATH: "/nowhere" });
    assert.equal(toolchain, undefined);
    assert.match(lines[0] ?? "", /^missing make: /);
    assert.equal(
      lines.at(-1),
      "unsupported ESP-IDF: it is v5.0.0; the SDK wants v6.0, which `xs-dev setup --device esp32` installs",
    );
  });

  it("knows ESP-IDF's release by the file that its own build reads", () => {
    assert.equal(versionOfIDF(idf), "6.0.1");
    assert.equal(versionOfIDF("/nowhere"), undefined);
  });
});
