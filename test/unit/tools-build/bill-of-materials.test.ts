import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { billOfMaterials } from "../../../tools/work/build/bill-of-materials.js";
import { licencesOf } from "../../../tools/work/build/licence-notes.js";
import type { Material } from "../../../tools/work/build/material.js";
import { noticesText } from "../../../tools/work/build/notices.js";
import { npmMaterials } from "../../../tools/work/build/npm-materials.js";
import { checkPackage } from "../../../tools/work/package-format.js";

const description = checkPackage({
  format: 1,
  name: "bowline",
  version: "1.2.3",
  board: "esp32c3",
  chip: "esp32c3",
  flashSizeBytes: 0x40_0000,
  parts: [
    { path: "bootloader.bin", offset: 0, sizeBytes: 9, sha256: "a".repeat(64), role: "bootloader" },
    { path: "partition-table.bin", offset: 0x8000, sizeBytes: 9, sha256: "b".repeat(64), role: "partitions" },
    { path: "app.bin", offset: 0x1_0000, sizeBytes: 9, sha256: "c".repeat(64), role: "app" },
  ],
});

const crypt: Material = {
  kind: "sdk",
  name: "Moddable SDK modules/crypt",
  version: "8.2.3",
  licences: ["Apache-2.0", "LGPL-3.0-or-later"],
  source: "https://github.com/Moddable-OpenSource/moddable/tree/8.2.3/modules/crypt",
  isInImage: true,
};
const compiler: Material = {
  kind: "npm",
  name: "typescript",
  version: "7.0.2",
  licences: ["Apache-2.0"],
  purl: "pkg:npm/typescript@7.0.2",
  sha512: "d".repeat(128),
  isInImage: false,
};

describe("a bill of materials", () => {
  const bill = JSON.parse(billOfMaterials({ description, materials: [crypt, compiler] }));

  it("is CycloneDX 1.6 about the firmware and its files", () => {
    assert.equal(bill.bomFormat, "CycloneDX");
    assert.equal(bill.specVersion, "1.6");
    assert.match(
      bill.serialNumber,
      /^urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/,
    );
    const { component } = bill.metadata;
    assert.deepEqual([component.type, component.name, component.version], ["firmware", "bowline", "1.2.3"]);
    assert.deepEqual(
      component.components.map((file: { name: string; hashes: unknown }) => [file.name, file.hashes]),
      description.parts
        .map(({ path, sha256 }) => [path, [{ alg: "SHA-256", content: sha256 }]])
        .sort(([a], [b]) => (String(a) < String(b) ? -1 : 1)),
    );
  });

  it("tells what is in the image from what only built it", () => {
    const scopes = bill.components.map((each: { name: string; scope: string }) => [each.name, each.scope]);
    assert.deepEqual(Object.fromEntries(scopes), { [crypt.name]: "required", typescript: "excluded" });
    assert.deepEqual(bill.dependencies.find((each: { ref: string }) => each.ref === "firmware").dependsOn, [
      "sdk:Moddable SDK modules/crypt@8.2.3",
    ]);
  });

  it("has licences, sources, package URLs and the registry's hashes", () => {
    const [module, tool] = [crypt.name, compiler.name].map((name) =>
      bill.components.find((each: { name: string }) => each.name === name),
    );
    assert.deepEqual(module.licenses, [{ expression: "Apache-2.0 AND LGPL-3.0-or-later" }]);
    assert.equal(module.externalReferences[0].url, crypt.source);
    assert.equal(tool.purl, "pkg:npm/typescript@7.0.2");
    assert.deepEqual(tool.hashes, [{ alg: "SHA-512", content: compiler.sha512 }]);
  });

  it("is the same for the same parts", () => {
    assert.equal(
      billOfMaterials({ description, materials: [crypt, compiler] }),
      billOfMaterials({ description, materials: [compiler, crypt] }),
    );
  });

  it("knows the packages of the lock file, the compiler included and other tools of development not", () => {
    const names = npmMaterials().map(({ name }) => name);
    assert.ok(names.includes("valibot") && names.includes("typescript"));
    assert.ok(!names.includes("playwright-core"));
  });
});

describe("the notices of a package", () => {
  it("name what is in the image, say how to link it anew, and leave out what only built it", () => {
    const text = noticesText({ name: "bowline", version: "1.2.3", materials: [crypt, compiler], texts: [] });
    assert.match(
      text,
      /Moddable SDK modules\/crypt 8\.2\.3\n {4}Apache-2\.0 and LGPL-3\.0-or-later\n {4}https:/,
    );
    assert.match(text, /Lesser General Public License 3\.0 are linked/);
    assert.doesNotMatch(text, /typescript/);
    assert.match(text, /Apache License\s+Version 2\.0/);
  });

  it("take a file's licence from its head", () => {
    const lesser =
      "under the terms of the GNU Lesser General Public License … the GNU General Public License";
    assert.deepEqual(licencesOf(lesser), ["LGPL-3.0-or-later"]);
    assert.deepEqual(licencesOf("under the terms of the GNU General Public License"), ["GPL-3.0-or-later"]);
    assert.deepEqual(licencesOf(" * SPDX-License-Identifier: Apache-2.0\n"), ["Apache-2.0"]);
    assert.deepEqual(licencesOf("class Nobody {}"), []);
  });
});
