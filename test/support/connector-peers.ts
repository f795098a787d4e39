import { execFile, spawnSync } from "node:child_process";
import { EventEmitter, once } from "node:events";
import { existsSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { TestContext } from "node:test";
import { promisify } from "node:util";
import type { PacketNote } from "../../host-sim/emulators/connector/index.js";
import { type ConnectorBench, temporaryFolder } from "./connector-bench.js";
import type { Exercised } from "./peer-coverage.js";

/** A peer that takes longer, in milliseconds, is killed and its test fails. */
const PEER_TIMEOUT = 15_000;

/** Debian's interpreter, which has Debian's packages; another python3 in PATH would not. */
export const DEBIAN_PYTHON = "/usr/bin/python3";

const run = promisify(execFile);

/** Each peer program with a command that succeeds where it is installed, and Debian's package. */
const PEERS = Object.freeze({
  paho: { probe: [DEBIAN_PYTHON, "-c", "import paho.mqtt.client"], debianPackage: "python3-paho-mqtt" },
  mosquitto: {
    probe: ["sh", "-c", "PATH=$PATH:/usr/sbin command -v mosquitto"],
    debianPackage: "mosquitto",
  },
  mosquitto_pub: { probe: ["sh", "-c", "command -v mosquitto_pub"], debianPackage: "mosquitto-clients" },
  mosquitto_rr: { probe: ["sh", "-c", "command -v mosquitto_rr"], debianPackage: "mosquitto-clients" },
  mosquitto_sub: { probe: ["sh", "-c", "command -v mosquitto_sub"], debianPackage: "mosquitto-clients" },
});

/** Where Debian's libnss-wrapper may be; it answers host name look-ups from a file, without touching /etc/hosts. */
const NSS_WRAPPER = (existsSync("/usr/lib") ? readdirSync("/usr/lib") : [])
  .map((folder) => join("/usr/lib", folder, "libnss_wrapper.so"))
  .find((path) => existsSync(path));

/**
 * Whether the peers are installed. If not, the test is skipped with the sentence that says what to install; under
 * `CI=true` it fails with it.
 */
export function peersAreThere(t: TestContext, ...names: readonly (keyof typeof PEERS)[]): boolean {
  const missing = new Set<string>();
  for (const name of names) {
    const [command = "", ...args] = PEERS[name].probe;
    if (spawnSync(command, args, { stdio: "ignore" }).status !== 0) missing.add(PEERS[name].debianPackage);
  }
  if (NSS_WRAPPER === undefined) missing.add("libnss-wrapper");
  if (missing.size === 0) return true;
  const sentence = `a peer program is missing; install it with: apt-get install ${[...missing].join(" ")}`;
  if (process.env.CI === "true") throw new Error(sentence);
  t.skip(sentence);
  return false;
}

/** What a peer really exercised, by the packets that came and went. */
export class PacketCensus {
  readonly #seen: Record<PacketNote["direction"], Set<string>> = { received: new Set(), sent: new Set() };
  readonly #notes = new EventEmitter();

  /** To be given to the emulator. */
  readonly onPacket = ({ direction, packet, qos }: PacketNote): void => {
    this.#seen[direction].add(qos === undefined ? packet : `${packet} QoS ${qos}`);
    this.#notes.emit(`${direction} ${packet}`);
  };

  /** Waits for the next packet of that kind. @throws AbortError when none comes in time. */
  async next(direction: PacketNote["direction"], packet: string): Promise<void> {
    await once(this.#notes, `${direction} ${packet}`, { signal: AbortSignal.timeout(PEER_TIMEOUT) });
  }

  /** Forgets what came before the peer. */
  begin(): void {
    for (const seen of Object.values(this.#seen)) seen.clear();
  }

  /** Each kind once, sorted. */
  get exercised(): Exercised {
    return { received: [...this.#seen.received].sort(), sent: [...this.#seen.sent].sort() };
  }
}

/** The environment in which a peer resolves the emulator's host name to loopback, as a device's DNS would. */
export function peerEnvironment(t: TestContext, bench: ConnectorBench): NodeJS.ProcessEnv {
  const hosts = join(temporaryFolder(t), "hosts");
  writeFileSync(hosts, `${bench.connector.address} ${bench.connector.host}\n`);
  return { ...process.env, LD_PRELOAD: NSS_WRAPPER, NSS_WRAPPER_HOSTS: hosts };
}

/** Runs a peer to its end. @returns its standard output. @throws Error with its standard error when it fails. */
export async function runPeer(
  command: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv,
): Promise<string> {
  const { stdout } = await run(command, [...args], { env, timeout: PEER_TIMEOUT });
  return stdout;
}
