import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Verdict } from "../../contract/tls-matrix/openssl-judge.js";
import type { ServerCase } from "../../contract/tls-matrix/server-case.js";
import { buildSimulator } from "./build.js";
import { Simulator } from "./simulator.js";

/** Lets the TLS of our builds judge servers, in the SDK's simulator; the verdicts come in the order of the cases. */
export async function judgeBySDK(cases: readonly ServerCase[]): Promise<Verdict[]> {
  const manifest = fileURLToPath(new URL("../../../manifests/tls-check", import.meta.url));
  const program = await buildSimulator({ manifest });
  const state = mkdtempSync(join(tmpdir(), "bowline-tls-"));
  const servers = await Promise.all(cases.map((one) => one.start()));
  mkdirSync(state, { recursive: true });
  for (const [index, { host, roots, client }] of cases.entries()) {
    const question = {
      port: servers[index]?.port,
      host,
      roots: roots.map(hex),
      ...(client === undefined
        ? {}
        : { client: { certificates: client.certificates.map(hex), key: hex(client.key) } }),
    };
    writeFileSync(join(state, `server-${index}.json`), JSON.stringify(question));
  }
  const simulator = new Simulator({ program, state });
  try {
    const verdicts: Verdict[] = [];
    for (const [index] of cases.entries()) {
      const { accepted, reason } = await simulator.events.next("verdict", { server: index });
      verdicts.push({
        accepted: accepted === true,
        ...(typeof reason === "string" ? { reason } : {}),
      });
    }
    return verdicts;
  } finally {
    await simulator.stop();
    for (const server of servers) server.close();
    rmSync(state, { recursive: true, force: true });
  }
}

function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString("hex");
}
