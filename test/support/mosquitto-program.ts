import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { connect, createServer } from "node:net";
import { tmpdir, userInfo } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

/** Milliseconds until it must listen. */
const patience = 10_000;

/** Debian installs it where only root's PATH looks. */
const program = ["mosquitto", "/usr/sbin/mosquitto"].find(
  (candidate) => spawnSync(candidate, ["-h"], { stdio: "ignore" }).error === undefined,
);

export const mosquittoIsThere = program !== undefined;

export interface MosquittoOptions {
  /** Certificate and key, PEM, for TLS; plain TCP without them. */
  readonly tls?: { readonly cert: string; readonly key: string };
  /** What to log, by mosquitto's names; nothing where absent. */
  readonly logTypes?: readonly string[];
  /** How the program is started; by `spawn` where absent. */
  readonly launch?: (command: string, words: readonly string[]) => ChildProcess;
}

export interface RunningMosquitto {
  readonly port: number;
  readonly pid: number;
  /** What it has logged so far. */
  log(): string;
  close(): Promise<void>;
}

/** Starts mosquitto on a free port of loopback, in a folder of its own. @throws Error where it is missing or does not listen */
export async function startMosquitto(options: MosquittoOptions = {}): Promise<RunningMosquitto> {
  if (program === undefined) throw new Error("mosquitto is not installed: apt-get install mosquitto");
  const { tls, logTypes = ["none"], launch = spawn } = options;
  const folder = mkdtempSync(join(tmpdir(), "bowline-mosquitto-"));
  const port = await freePort();
  const lines = [
    `listener ${port} 127.0.0.1`,
    `user ${userInfo().username}`,
    "allow_anonymous true",
    "persistence false",
    "log_dest stderr",
    ...logTypes.map((type) => `log_type ${type}`),
    // As Node's servers in the tests and the bench: small answers leave at once.
    "set_tcp_nodelay true",
  ];
  for (const [name, pem] of Object.entries(tls ?? {})) {
    const file = join(folder, `${name}.pem`);
    writeFileSync(file, pem, { mode: 0o600 });
    lines.push(`${name}file ${file}`);
  }
  const config = join(folder, "mosquitto.conf");
  writeFileSync(config, `${lines.join("\n")}\n`);
  const child = launch(program, ["-c", config]);
  let log = "";
  child.stderr?.on("data", (text: Buffer) => {
    log += text.toString();
  });
  try {
    await listens(port, child, () => log);
  } catch (error) {
    child.kill();
    throw error;
  }
  return {
    port,
    pid: child.pid ?? 0,
    log: () => log,
    async close() {
      if (child.exitCode === null && child.signalCode === null) {
        const ended = once(child, "exit");
        child.kill();
        await ended;
      }
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
async function listens(port: number, child: ChildProcess, log: () => string): Promise<void> {
  const giveUp = performance.now() + patience;
  for (;;) {
    const socket = connect(port, "127.0.0.1");
    try {
      await once(socket, "connect");
      return;
    } catch (error) {
      const isOver = child.exitCode !== null || performance.now() > giveUp;
      if (isOver) throw new Error(`mosquitto does not listen: ${log()}`, { cause: error });
    } finally {
      socket.destroy();
    }
    await sleep(50);
  }
}
