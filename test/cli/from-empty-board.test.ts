import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import {
  createAuthority,
  issueClientCertificate,
  type KeyPair,
} from "../../host-sim/emulators/connector/index.js";
import { boardOnSocket, type ConnectedBoard } from "../../host-sim/emulators/rom-loader/lines.js";
import { SimulatedBoard } from "../../host-sim/simulated-board.js";
import { Air } from "../../host-sim/world/air.js";
import { bowline, type Outcome } from "../support/bowline.js";
import { ConsoleLine } from "../support/console-line.js";
import { Desk } from "../support/desk.js";
import { EventRecord } from "../support/event-record.js";
import { madePackage, madeParts } from "../support/firmware-package.js";
import { improvClient } from "../support/improv-sdk.js";
import { secret } from "../support/secret-watch.js";

const workshop = { ssid: "workshop", passphrase: "correct horse battery" };

const eventsOf = ({ stdout }: Outcome): Record<string, unknown>[] =>
  stdout
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line) as Record<string, unknown>);

describe("from an empty board to reports, in the terminal", () => {
  let desk: Desk;
  let board: ConnectedBoard;
  let own: KeyPair;
  const events = new EventRecord();

  before(async () => {
    const pki = await createAuthority();
    own = await issueClientCertificate({ deviceId: "pump-7", ca: pki });
    desk = await Desk.set({ authentication: "certificate", pki: { ca: pki.cert } });
    secret("Wi-Fi passphrase of the story", workshop.passphrase);
    const firmware = new SimulatedBoard({
      boot: (serial) =>
        desk.boot(events, { id: "fresh", cloud: undefined, serial, air: new Air([workshop]) }),
    });
    // TCP carries no signals: somebody holds the BOOT button while the board gets its power.
    board = await boardOnSocket({ chip: "esp32c3", powerOn: "download", application: firmware.application });
  });
  after(async () => {
    await board?.close();
    await desk?.clear();
  });

  it("is flashed, joins the Wi-Fi by Improv, is provisioned, activates and reports, on XS", async (t) => {
    const parts = madeParts("esp32c3");
    const folder = await madePackage(join(desk.folder, "package"), { chip: "esp32c3", parts });
    const flashed = await bowline([
      "flash",
      "--port",
      board.address,
      "--package",
      folder,
      "--everything",
      "--json",
    ]);
    assert.equal(flashed.code, 0, flashed.stderr);
    for (const { offset, bytes } of parts)
      assert.deepEqual(Buffer.from(board.board.flash.read(offset, bytes.length)), Buffer.from(bytes));

    const line = await ConsoleLine.open({
      port: Number(new URL(board.address.replace("socket:", "http:")).port),
    });
    const improv = await improvClient(t, line);
    await improv.initialize(10_000);
    await improv.provision(workshop.ssid, workshop.passphrase, 30_000);
    await improv.close();
    await line.close();

    const { ca, connectorId, domain, port } = desk.connector;
    const plan = {
      connectorId,
      domain,
      port,
      deviceId: "pump-7",
      authentication: "certificate",
      certificate: "own.pem",
      key: "own.key",
      ca: "ca.pem",
    };
    await Promise.all([
      writeFile(join(desk.folder, "plan.json"), JSON.stringify(plan)),
      writeFile(join(desk.folder, "own.pem"), own.cert),
      writeFile(join(desk.folder, "own.key"), own.key),
      writeFile(join(desk.folder, "ca.pem"), ca),
    ]);
    const told = await bowline([
      "provision",
      "--port",
      board.address,
      "--file",
      join(desk.folder, "plan.json"),
      "--json",
    ]);
    assert.equal(told.code, 0, told.stderr);
    const provisioned = eventsOf(told).find(({ event }) => event === "provisioned");
    assert.equal(provisioned?.device, "pump-7");
    assert.equal(provisioned?.online, true);
    await desk.cloudEvents.next("activated", { device: "pump-7" });
    await events.next("reported", { resource: "temperature", acknowledged: true });
  });

  it("keeps what worked where it is told something that does not, and says why", async () => {
    await writeFile(join(desk.folder, "wrong.json"), JSON.stringify({ wifi: { ssid: "elsewhere" } }));
    const wifi = await bowline([
      "provision",
      "--port",
      board.address,
      "--file",
      join(desk.folder, "wrong.json"),
    ]);
    assert.equal(wifi.code, 1);
    assert.match(wifi.stderr, /wifi: .*elsewhere.*not in range/);
    await writeFile(join(desk.folder, "range.json"), JSON.stringify({ port: 70_000 }));
    const range = await bowline([
      "provision",
      "--port",
      board.address,
      "--file",
      join(desk.folder, "range.json"),
    ]);
    assert.equal(range.code, 1);
    assert.match(range.stderr, /settings: .*port.*65535/);
    await events.next("reported", { acknowledged: true });
  });
});
