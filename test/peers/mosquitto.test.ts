import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { type ConnectorBench, connectorBench } from "../support/connector-bench.js";
import { PacketCensus, peerEnvironment, peersAreThere, runPeer } from "../support/connector-peers.js";
import { EXERCISED } from "../support/peer-coverage.js";

async function mosquittoBench(
  t: TestContext,
): Promise<{ bench: ConnectorBench; env: NodeJS.ProcessEnv; args: string[]; census: PacketCensus }> {
  const census = new PacketCensus();
  const resources = [
    { alias: "temperature", format: "number" },
    { alias: "led", format: "boolean", settable: true },
  ] as const;
  const bench = await connectorBench(t, { resources, onPacket: census.onPacket });
  const { host, port, caFile } = bench.connector;
  const args = ["-h", host, "-p", String(port), "--cafile", caFile, "-V", "mqttv311"];
  return { bench, env: peerEnvironment(t, bench), args, census };
}

test("mosquitto_pub logs in and publishes at QoS 0, 1 and 2 as the Connector allows", async (t) => {
  if (!peersAreThere(t, "mosquitto_pub")) return;
  const { bench, env, args, census } = await mosquittoBench(t);
  const login = ["-u", "dev1", "-P", await bench.activate("dev1"), "-i", "dev1"];
  census.begin();
  for (const [qos, value] of [
    ["0", "20"],
    ["1", "21.5"],
  ] as const) {
    await runPeer(
      "mosquitto_pub",
      [...args, ...login, "-q", qos, "-t", "$resource/temperature", "-m", value],
      env,
    );
    const { timestamp } = await bench.event("reported", (event) => event.value === Number(value));
    assert.ok(timestamp > 1e15);
  }
  // Without a PUBREC, ever (CN-SES-5), a client of the full QoS 2 waits in vain: it has to be stopped.
  const stuck = runPeer(
    "timeout",
    ["2", "mosquitto_pub", ...args, ...login, "-q", "2", "-t", "$resource/temperature", "-m", "22"],
    env,
  );
  await assert.rejects(stuck);
  await bench.event("reported", (event) => event.value === 22);
  await left(bench);
  assert.deepEqual(census.exercised, EXERCISED.mosquitto_pub);
});

test("mosquitto_pub with a wrong token is refused", async (t) => {
  if (!peersAreThere(t, "mosquitto_pub")) return;
  const { bench, env, args } = await mosquittoBench(t);
  await bench.activate("dev1");
  const wrong = [...args, "-u", "dev1", "-P", "wrong", "-t", "$resource/temperature", "-m", "1"];
  await assert.rejects(runPeer("mosquitto_pub", wrong, env), /not authori[sz]ed|bad user name/i);
});

test("mosquitto_rr activates and mosquitto_sub logs in with the token and receives a write", async (t) => {
  if (!peersAreThere(t, "mosquitto_rr", "mosquitto_sub")) return;
  const { bench, env, args, census } = await mosquittoBench(t);
  // mosquitto_pub shows no answers and mosquitto_sub cannot publish; mosquitto_rr does both in one connection.
  const activation = ["-t", "$provision/dev1", "-n", "-e", "$provision/dev1", "-q", "1", "-W", "10"];
  const token = (await runPeer("mosquitto_rr", [...args, ...activation], env)).trim();
  assert.match(token, /^[0-9A-Za-z]{40}$/);
  const login = ["-u", "dev1", "-P", token];
  // The write ends the subscriber at once: what it had not read by then would reset the connection and take its DISCONNECT along.
  const subscribed = census.next("sent", "suback");
  const subscriber = runPeer(
    "mosquitto_sub",
    [...args, ...login, "-t", "$resource/#", "-C", "1", "-W", "10", "-v"],
    env,
  );
  await bench.event("connected", ({ device }) => device === "dev1");
  await subscribed;
  await bench.connector.write("dev1", "led", true);
  assert.equal(await subscriber, "$resource/led true\n");
  await left(bench);
  assert.deepEqual(census.exercised, EXERCISED["mosquitto_rr and mosquitto_sub"]);
});

/** The device sent DISCONNECT, and the emulator has read it: the peer may be gone before. */
async function left(bench: ConnectorBench): Promise<void> {
  await bench.event(
    "disconnected",
    ({ device, reason }) => device === "dev1" && reason === "client-disconnect",
  );
}
