import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { isIP } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { buildSimulator } from "./support/build.js";
import { type PathCase, pathCases } from "./support/path-cases.js";
import { Simulator } from "./support/simulator.js";

/** The check of certificates in our builds, on XS and the SDK's arithmetic, beside OpenSSL's. */
test("judges every chain as OpenSSL does", async (t) => {
  const manifest = fileURLToPath(new URL("../../manifests/path-check", import.meta.url));
  const { program } = await buildSimulator(manifest);
  const state = mkdtempSync(join(tmpdir(), "bowline-path-"));
  t.after(() => rmSync(state, { recursive: true, force: true }));
  const cases = await pathCases();
  for (const [i, { name, chain, root, host }] of cases.entries()) {
    const question = { name, chain: chain.map(hex), root: hex(root), host, now: Date.now() };
    writeFileSync(join(state, `question-${i}.json`), JSON.stringify(question));
  }
  const simulator = new Simulator({ program, state });
  t.after(() => simulator.stop());
  for (const [i, one] of cases.entries()) {
    await t.test(`${one.name}: ${one.accepted ? "accepted" : "refused"}`, async () => {
      const { verdict } = await simulator.events.next("verdict", { name: one.name });
      const folder = join(state, `openssl-${i}`);
      assert.equal(openSSLAccepts(one, folder), one.accepted, "OpenSSL");
      if (one.accepted) assert.equal(verdict, "accepted");
      else assert.match(String(verdict), /^(PathError|MalformedError): /);
    });
  }
});

function openSSLAccepts({ chain, root, host }: PathCase, folder: string): boolean {
  mkdirSync(folder);
  const file = (name: string, certificates: readonly Uint8Array[]): string => {
    const path = join(folder, name);
    writeFileSync(path, certificates.map(pem).join(""));
    return path;
  };
  const trusted = ["-CAfile", file("root.pem", [root]), "-no-CApath", "-no-CAstore", "-partial_chain"];
  const sent = chain.length > 1 ? ["-untrusted", file("sent.pem", chain.slice(1))] : [];
  const asked = [isIP(host) === 0 ? "-verify_hostname" : "-verify_ip", host];
  const server = file("server.pem", chain.slice(0, 1));
  const options = ["-purpose", "sslserver", "-auth_level", "2", ...trusted, ...sent, ...asked, server];
  try {
    execFileSync("openssl", ["verify", ...options], { stdio: "pipe" });
    return true;
  } catch {
    return false; // its verdict
  }
}

function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString("hex");
}

function pem(bytes: Uint8Array): string {
  const lines = Buffer.from(bytes).toString("base64").replace(/.{64}/g, "$&\n");
  return `-----BEGIN CERTIFICATE-----\n${lines}\n-----END CERTIFICATE-----\n`;
}
