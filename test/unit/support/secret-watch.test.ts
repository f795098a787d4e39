import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, it } from "node:test";
import { fileURLToPath } from "node:url";
import { searchSecrets, watchVariable } from "../../support/secret-watch.js";

const module = fileURLToPath(new URL("../../support/secret-watch.ts", import.meta.url));

describe("the watch over secrets", () => {
  let watched: string;
  let device: string;

  beforeEach(() => {
    const folder = mkdtempSync(join(tmpdir(), "bowline-watch-"));
    watched = join(folder, "watched");
    device = join(folder, "device");
    mkdirSync(watched);
    mkdirSync(device);
  });
  afterEach(() => rmSync(join(watched, ".."), { recursive: true, force: true }));

  /** Runs some lines in a process of its own, as a test file has one. */
  function inTest(lines: string): void {
    const script = `import { printed, secret, secretsIn } from ${JSON.stringify(module)};\n${lines}`;
    execFileSync(process.execPath, ["--import", "tsx", "--input-type=module", "-e", script], {
      env: { ...process.env, [watchVariable]: watched },
    });
  }

  it("finds a token of a device's flash in what was printed elsewhere, and does not repeat it", () => {
    const document = JSON.stringify({ host: "h", secret: 'tok"en-12345678' });
    writeFileSync(join(device, "bowline.json"), JSON.stringify({ "1c9d": document }));
    inTest(`secretsIn(${JSON.stringify(device)});`);
    assert.deepEqual(searchSecrets(watched).found, []);
    const plain = JSON.stringify({ "1c9d": JSON.stringify({ secret: "token-12345678" }) });
    writeFileSync(join(device, "bowline.json"), plain);
    inTest(`secretsIn(${JSON.stringify(device)}); printed("a log", "connecting with token-12345678 …");`);
    const { found, secrets } = searchSecrets(watched);
    assert.deepEqual(found, ["secret in bowline.json, told by a log"]);
    assert.equal(secrets, 1);
    assert.doesNotMatch(found.join(), /12345678/);
  });

  it("knows a private key by a line of it", () => {
    writeFileSync(
      join(device, "ca-key.pem"),
      "-----BEGIN PRIVATE KEY-----\nMIIEvgIBADANBg\nqhkiG9w0BAQEFAASC\n-----END PRIVATE KEY-----\n",
    );
    inTest(`secretsIn(${JSON.stringify(device)}); printed("a page", "qhkiG9w0BAQEFAASC");`);
    assert.equal(searchSecrets(watched).found.length, 1);
  });

  it("finds nothing where nothing was told", () => {
    inTest(`secret("a passphrase", "correct horse"); printed("a log", "correct");`);
    assert.deepEqual(searchSecrets(watched).found, []);
  });
});
