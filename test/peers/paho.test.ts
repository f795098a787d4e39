import assert from "node:assert/strict";
import { once } from "node:events";
import { writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { fileURLToPath } from "node:url";
import {
  type AuthenticationType,
  type ConnectorOptions,
  createAuthority,
  issueClientCertificate,
} from "../../host-sim/emulators/connector/index.js";
import { connectorBench, temporaryFolder } from "../support/connector-bench.js";
import {
  DEBIAN_PYTHON,
  PacketCensus,
  peerEnvironment,
  peersAreThere,
  runPeer,
} from "../support/connector-peers.js";
import { EXERCISED } from "../support/peer-coverage.js";

/** The real service's: a client written for it finds the emulator when this name resolves to it. */
const DOMAIN = "m2.connect.westpharma.com";
const SCRIPT = fileURLToPath(new URL("./paho_device.py", import.meta.url));

/** What is special about each authentication type. */
interface Case {
  readonly authentication: AuthenticationType;
  /** What the device tells of its activation. */
  readonly activated: Readonly<Record<string, unknown>>;
  /** Options of the Connector, and arguments of the device besides the usual ones. */
  readonly prepare?: (t: TestContext) => Promise<{ options: Partial<ConnectorOptions>; args: string[] }>;
}

const CASES: readonly Case[] = [
  { authentication: "token", activated: { topic: "$provision/paho-1", length: 40 } },
  { authentication: "password", activated: { answers: 0 } },
  {
    authentication: "certificate",
    activated: {},
    prepare: async (t) => {
      const ca = await createAuthority();
      const { cert, key } = await issueClientCertificate({ deviceId: "paho-1", ca });
      const folder = temporaryFolder(t);
      const files = { [join(folder, "device.pem")]: cert, [join(folder, "device-key.pem")]: key };
      for (const [file, text] of Object.entries(files)) writeFileSync(file, text);
      return { options: { pki: { ca: ca.cert } }, args: Object.keys(files) };
    },
  },
];

/** Any free port, and the real service's, which takes privileges: there on an address of loopback that no other test uses. */
const PORTS = [
  { at: "any port", port: 0, bind: "127.0.0.1" },
  { at: "port 443", port: 443, bind: "127.44.3.1" },
] as const;

/** Why nobody can listen there; undefined: somebody can. */
async function obstacleAt(port: number, bind: string): Promise<string | undefined> {
  const server = createServer();
  try {
    server.listen(port, bind);
    await once(server, "listening");
    return undefined;
  } catch (error) {
    return `port ${port} of ${bind} cannot be had (${(error as NodeJS.ErrnoException).code}): run as root, or allow it by sysctl net.ipv4.ip_unprivileged_port_start=443`;
  } finally {
    server.close();
  }
}

for (const [{ authentication, activated, prepare }, { at, port, bind }] of CASES.flatMap((each) =>
  PORTS.map((place) => [each, place] as const),
)) {
  test(`paho-mqtt, on ${at}, activates and logs in by ${authentication}, reports, receives a write and acknowledges it`, async (t) => {
    if (!peersAreThere(t, "paho")) return;
    const obstacle = await obstacleAt(port, bind);
    if (obstacle !== undefined) return t.skip(obstacle);
    const { options, args } = (await prepare?.(t)) ?? { options: {}, args: [] };
    const census = new PacketCensus();
    const { onPacket } = census;
    const resources = [
      { alias: "temperature", format: "number" },
      { alias: "led", format: "boolean", settable: true },
    ] as const;
    const bench = await connectorBench(t, {
      authentication,
      resources,
      domain: DOMAIN,
      port,
      bind,
      onPacket,
      ...options,
    });
    const { connector } = bench;
    const endpoint = [connector.host, String(connector.port), connector.caFile];
    const words = [SCRIPT, ...endpoint, "paho-1", authentication, ...args];
    const peer = runPeer(DEBIAN_PYTHON, words, peerEnvironment(t, bench));
    const written = bench
      .event("reported", ({ value }) => value === 21.5)
      .then(() => connector.write("paho-1", "led", true));
    const steps = (await peer)
      .trim()
      .split("\n")
      .map((line): unknown => JSON.parse(line));
    await written;
    assert.deepEqual(steps, [
      { step: "activated", ...activated },
      { step: "connected" },
      { step: "reported" },
      { step: "received", topic: "$resource/led", value: "true" },
      { step: "acknowledged" },
    ]);
    const [led] = await connector.read("paho-1", "led");
    assert.deepEqual([led?.reported, led?.pending], [true, false]);
    await bench.event(
      "disconnected",
      ({ device, reason }) => device === "paho-1" && reason === "client-disconnect",
    );
    assert.deepEqual(census.exercised, EXERCISED["paho-mqtt"]);
  });
}
