import assert from "node:assert/strict";
import { afterEach, beforeEach, describe, it } from "node:test";
import { Air } from "../../host-sim/world/air.js";
import { SerialSocket } from "../../host-sim/world/serial-socket.js";
import { ConsoleLine } from "../support/console-line.js";
import { Desk } from "../support/desk.js";
import { EventRecord } from "../support/event-record.js";
import { improvClient } from "../support/improv-sdk.js";
import { secret } from "../support/secret-watch.js";

/** States of the SDK. */
const ready = 2;
const provisioned = 4;

describe("Improv Wi-Fi by the SDK from npm, with a device on XS", () => {
  let desk: Desk;
  let events: EventRecord;
  let serial: SerialSocket;
  let line: ConsoleLine;

  beforeEach(async () => {
    desk = await Desk.set();
    events = new EventRecord();
    serial = await SerialSocket.listen();
    line = await ConsoleLine.open(serial);
    const air = new Air([
      { ssid: "office", passphrase: "correct horse", rssi: -50 },
      { ssid: "gäste", rssi: -70 },
    ]);
    await desk.boot(events, { serial, air });
  });

  afterEach(async () => {
    await line.close();
    await desk.clear();
    await serial.close();
  });

  it("is recognised, shows networks, joins one, and the device comes online", async (t) => {
    const client = await improvClient(t, line);
    const { name, firmware, chipFamily } = (await client.initialize(5000)) ?? {};
    assert.deepEqual([firmware, chipFamily, name], ["bowline", "simulator", "dev-1"]);
    assert.equal(client.state, ready);
    const networks = await client.scan(10_000);
    assert.deepEqual(networks.map(({ name, secured }) => [name, secured]).sort(), [
      ["gäste", false],
      ["office", true],
    ]);
    secret("passphrase over Improv", "correct horse");
    await client.provision("office", "correct horse", 30_000);
    assert.equal(client.state, provisioned);
    await events.next("connected");
    // Kept in flash: it is there after a restart.
    await client.requestCurrentState();
    assert.equal(client.state, provisioned);
    assert.ok(!line.heard.includes("correct horse"));
    await client.close();
  });

  it("tells a network that cannot be joined, and goes on", async (t) => {
    const client = await improvClient(t, line);
    await client.initialize(5000);
    await assert.rejects(client.provision("office", "wrong passphrase", 30_000), /UNABLE_TO_CONNECT/);
    assert.equal(client.state, ready);
    await assert.rejects(client.requestNetworkState(5000), /UNKNOWN_RPC_COMMAND/);
    await client.provision("gäste", "", 30_000);
    assert.equal(client.state, provisioned);
    await client.close();
  });

  it("sets and tells names, of the lengths too that its parser takes for line ends", async (t) => {
    const client = await improvClient(t, line);
    await client.initialize(5000);
    for (const name of ["Kitchen", "Boiler house 2", "x", "12345678"]) {
      assert.equal(await client.setDeviceName(name, 5000), name);
      assert.equal(await client.getDeviceName(5000), name);
    }
    assert.equal(await client.setHostname("esp-abc", 5000), "esp-abc");
    assert.equal(await client.getHostname(5000), "esp-abc");
    await assert.rejects(client.setHostname("not a host name", 5000), /BAD_HOSTNAME/);
    await client.close();
  });

  it("gets through to a device at whose prompt something was left unfinished", async (t) => {
    line.send("sta");
    await line.until("sta");
    const client = await improvClient(t, line);
    assert.equal((await client.initialize(5000))?.firmware, "bowline");
    await client.close();
  });
});
