import { setTimeout as sleep } from "node:timers/promises";
import { MqttProbe } from "../../support/mqtt-probe.js";
import { exactly } from "../figure.js";
import { heapsOf } from "../processes.js";
import type { BenchServer, Login } from "./bench-server.js";
import type { Comparison } from "./comparison.js";
import { hostileFrames, longestAnnouncement } from "./hostile-frames.js";

/** Milliseconds within which a server has to close. */
const patience = 2000;
const announcers = 50;
/** What each of them sends of its 256 MB. */
const sentBytes = 1024 * 1024;

/** How many hostile frames end their connection. */
export async function measureHostileFrames(servers: readonly BenchServer[]): Promise<readonly Comparison[]> {
  const values: Record<string, ReturnType<typeof exactly>> = {};
  for (const server of servers) {
    const logins = await server.admit(hostileFrames.length);
    const closed = await Promise.all(
      hostileFrames.map(async ([, bytes], at) => closes(await login(server, logins[at]), bytes)),
    );
    values[server.name] = exactly(closed.filter((each) => each).length);
  }
  return [{ name: "hostile frames that close the connection", unit: `of ${hostileFrames.length}`, values }];
}

async function closes(probe: MqttProbe, bytes: Buffer): Promise<boolean> {
  try {
    probe.sendBytes(bytes);
    await probe.expectClosed(patience);
    return true;
  } catch {
    // It said something or waits: either way the connection stands.
    return false;
  } finally {
    await probe.close();
  }
}

/** What a server holds for each socket that announces 256 MB and sends one of them. */
export async function measureAnnouncements(servers: readonly BenchServer[]): Promise<readonly Comparison[]> {
  const values: Record<string, ReturnType<typeof exactly>> = {};
  for (const server of servers) {
    const logins = await server.admit(announcers);
    const probes = await Promise.all(logins.map((each) => login(server, each)));
    await server.settle();
    const before = heapsOf(server.pid);
    for (const { socket } of probes) {
      socket.write(longestAnnouncement);
      socket.write(Buffer.alloc(sentBytes, "x"));
    }
    await sleep(patience);
    await server.settle();
    const held = Math.max(0, heapsOf(server.pid) - before) / announcers / 1024;
    values[server.name] = exactly(held);
    for (const probe of probes) await probe.close();
  }
  return [{ name: "held for each socket that announces 256 MB", unit: "KB", values }];
}

/** @param keepAlive seconds; 0: none. */
export async function login(
  { endpoint }: BenchServer,
  { username = "", password = "" }: Partial<Login> = {},
  keepAlive = 0,
): Promise<MqttProbe> {
  const probe = await MqttProbe.open(endpoint);
  probe.send({
    cmd: "connect",
    protocolId: "MQTT",
    protocolVersion: 4,
    clean: true,
    clientId: username,
    username,
    password: Buffer.from(password),
    keepalive: keepAlive,
  });
  const { returnCode } = await probe.expectPacket("connack");
  if (returnCode !== 0) throw new Error(`a probe was not let in: ${returnCode}`);
  return probe;
}
