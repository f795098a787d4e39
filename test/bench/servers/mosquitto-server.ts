import { spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { connect, createServer } from "node:net";
import { tmpdir, userInfo } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { BenchServer } from "./bench-server.js";
import { serverCore, spawnOn } from "./cores.js";
import { anyLogins, end, type ServerCertificate } from "./node-server.js";

/** Milliseconds until it must listen. */
const patience = 10_000;

/** Debian installs it where only root's PATH looks. */
const program = ["mosquitto", "/usr/sbin/mosquitto"].find(
  (candidate) => spawnSync(candidate, ["-h"], { stdio: "ignore" }).error === undefined,
);

/** What to install; undefined where mosquitto is there. */
export const mosquittoIsMissing =
  program === undefined ? "mosquitto is not installed: apt-get install mosquitto" : undefined;

/** @throws Error where it is not installed or does not listen */
export async function startMosquitto(certificate: ServerCertificate): Promise<BenchServer> {
  if (program === undefined) throw new Error(mosquittoIsMissing);
  const { cert, key, ca, host, topic } = certificate;
  const folder = mkdtempSync(join(tmpdir(), "bowline-mosquitto-"));
  const [certFile, keyFile, configFile] = ["server.pem", "key.pem", "mosquitto.conf"].map((name) =>
    join(folder, name),
  ) as [string, string, string];
  const port = await freePort();
  writeFileSync(certFile, cert);
  writeFileSync(keyFile, key, { mode: 0o600 });
  writeFileSync(
    configFile,
    [
      `listener ${port} 127.0.0.1`,
      `certfile ${certFile}`,
      `keyfile ${keyFile}`,
      `user ${userInfo().username}`,
      "allow_anonymous true",
      "persistence false",
      "log_type none",
      // As Node's servers here: small answers leave at once.
      "set_tcp_nodelay true",
      "",
    ].join("\n"),
  );
  const child = spawnOn(serverCore, program, ["-c", configFile]);
  await listens(port);
  return {
    name: "mosquitto",
    pid: child.pid ?? 0,
    endpoint: { host, port, ca, topic },
    admit: anyLogins,
    settle: async () => {},
    async close() {
      await end(child);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** mosquitto takes port 0 for none at all. */
async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  server.close();
  await once(server, "close");
  return typeof address === "object" && address !== null ? address.port : 0;
}

/** It does not tell when it listens. */
async function listens(port: number): Promise<void> {
  const giveUp = performance.now() + patience;
  for (;;) {
    const socket = connect(port, "127.0.0.1");
    try {
      await once(socket, "connect");
      return;
    } catch (error) {
      if (performance.now() > giveUp) throw new Error("mosquitto does not listen", { cause: error });
    } finally {
      socket.destroy();
    }
    await sleep(50);
  }
}
