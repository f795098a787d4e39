import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { isIP } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { before, type TestContext, test } from "node:test";
import { fileURLToPath } from "node:url";
import { buildSimulator } from "./support/build.js";
import { handshakeCases } from "./support/handshake-cases.js";
import { type PathCase, pathCases } from "./support/path-cases.js";
import { Simulator } from "./support/simulator.js";

/** The checks of TLS in our builds, on XS and the SDK's arithmetic. */
let program: string;
before(async () => {
  const manifest = fileURLToPath(new URL("../../manifests/tls-check", import.meta.url));
  ({ program } = await buildSimulator(manifest));
});

/** Lets the simulator answer questions of one kind; the folder is gone when the test ends. */
function ask(
  t: TestContext,
  kind: string,
  questions: readonly object[],
): { state: string; simulator: Simulator } {
  const state = mkdtempSync(join(tmpdir(), "bowline-tls-"));
  for (const [i, question] of questions.entries())
    writeFileSync(join(state, `${kind}-${i}.json`), JSON.stringify(question));
  const simulator = new Simulator({ program, state });
  t.after(async () => {
    await simulator.stop();
    rmSync(state, { recursive: true, force: true });
  });
  return { state, simulator };
}

test("judges every chain as OpenSSL does", async (t) => {
  const cases = await pathCases();
  const now = Date.now();
  const questions = cases.map(({ chain, root, host }) => ({
    chain: chain.map(hex),
    root: hex(root),
    host,
    now,
  }));
  const { state, simulator } = ask(t, "path", questions);
  for (const [i, one] of cases.entries()) {
    await t.test(`${one.name}: ${one.accepted ? "accepted" : "refused"}`, async () => {
      const { verdict } = await simulator.events.next("verdict", { question: `path-${i}` });
      assert.equal(openSSLAccepts(one, join(state, `openssl-${i}`)), one.accepted, "OpenSSL");
      if (one.accepted) assert.equal(verdict, "accepted");
      else assert.match(String(verdict), /^(PathError|MalformedError): /);
    });
  }
});

test("takes a server's messages in order only, and its key only with the signature asked for", async (t) => {
  const cases = await handshakeCases();
  const { simulator } = ask(
    t,
    "handshake",
    cases.map(({ question }) => question),
  );
  for (const [i, { name, accepted }] of cases.entries()) {
    await t.test(`${name}: ${accepted ? "accepted" : "refused"}`, async () => {
      const { verdict } = await simulator.events.next("verdict", { question: `handshake-${i}` });
      if (accepted) assert.equal(verdict, "accepted");
      else assert.match(String(verdict), /^(Error: handshake|MalformedError): /);
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
