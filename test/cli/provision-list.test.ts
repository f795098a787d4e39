import assert from "node:assert/strict";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { SerialSocket } from "../../host-sim/world/serial-socket.js";
import { bowline } from "../support/bowline.js";
import { Desk } from "../support/desk.js";
import { EventRecord } from "../support/event-record.js";

describe("bowline provision with a list", () => {
  let desk: Desk;
  let ports: SerialSocket[];
  const path = (name: string): string => join(desk.folder, name);

  before(async () => {
    desk = await Desk.set();
    ports = await Promise.all([SerialSocket.listen(), SerialSocket.listen()]);
    for (const [index, serial] of ports.entries())
      await desk.boot(new EventRecord(), {
        id: `fresh-${index}`,
        cloud: undefined,
        serial,
        flash: path(`flash-${index}`),
      });
    const { ca, connectorId, domain, port } = desk.connector;
    await writeFile(path("ca.pem"), ca);
    await writeFile(path("common.json"), JSON.stringify({ connectorId, domain, port, ca: "ca.pem" }));
    await writeFile(path("list.csv"), "deviceId\npump-1\npump-2\n");
  });
  after(async () => {
    await desk?.clear();
    for (const port of ports ?? []) await port.close();
  });

  const run = () =>
    bowline([
      "provision",
      ...ports.flatMap(({ port }) => ["--port", `socket://127.0.0.1:${port}`]),
      ...[
        "--list",
        path("list.csv"),
        "--file",
        path("common.json"),
        "--labels",
        path("labels.csv"),
        "--json",
      ],
    ]);

  it("brings several boards online side by side, and does nothing twice", async () => {
    const first = await run();
    assert.equal(first.code, 0, first.stderr);
    for (const device of ["pump-1", "pump-2"])
      assert.equal(desk.cloudEvents.count("activated", { device }), 1);
    const journal = await readFile(path("list.csv.journal"), "utf8");
    assert.deepEqual(
      journal
        .trim()
        .split("\n")
        .map((line) => JSON.parse(line) as { deviceId: string; outcome: string })
        .map(({ deviceId, outcome }) => `${deviceId} ${outcome}`)
        .sort(),
      ["pump-1 online", "pump-2 online"],
    );
    assert.match(await readFile(path("labels.csv"), "utf8"), /pump-1.*bowline:device=pump-1/);
    const second = await run();
    assert.equal(second.code, 0, second.stderr);
    assert.match(second.stdout, /"provisioned":0,"skipped":2,"failed":0/);
    assert.equal(await readFile(path("list.csv.journal"), "utf8"), journal);
  });

  it("names a mistake in the list before it touches a board", async () => {
    await writeFile(path("list.csv"), "deviceId,certificate\npump-3,nowhere.pem\n");
    const { code, stderr } = await run();
    assert.equal(code, 2);
    assert.match(stderr, /certificate: .*nowhere\.pem cannot be read/);
  });
});
