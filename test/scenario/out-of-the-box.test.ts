import assert from "node:assert/strict";
import { X509Certificate } from "node:crypto";
import { join } from "node:path";
import { PassThrough } from "node:stream";
import { afterEach, beforeEach, describe, it } from "node:test";
import { boardOnSocket } from "../../host-sim/emulators/rom-loader/lines.js";
import { SimulatedBoard } from "../../host-sim/simulated-board.js";
import { Air } from "../../host-sim/world/air.js";
import { flashBoard } from "../../tools/work/flash/flash-board.js";
import { converse } from "../../tools/work/monitor/conversation.js";
import { monitor } from "../../tools/work/monitor/monitor.js";
import { verifyPackage } from "../../tools/work/package-format.js";
import { provisionBoard } from "../../tools/work/provision/board.js";
import { openLine } from "../../tools/work/serial/open-line.js";
import { parseSerialAddress } from "../../tools/work/serial/serial-address.js";
import { Desk } from "../support/desk.js";
import { EventRecord } from "../support/event-record.js";
import { madePackage } from "../support/firmware-package.js";
import { RecordedOutput } from "../support/flash-bench.js";

describe("a board out of its box, at one serial line, from the terminal", () => {
  let desk: Desk;

  beforeEach(async () => {
    desk = await Desk.set();
  });

  afterEach(() => desk.clear());

  it("is flashed, starts, gets its network, its cloud and its root, reports, and says when its network is gone", async (t) => {
    const events = new EventRecord();
    const air = new Air([{ ssid: "workshop", passphrase: "correct horse battery" }]);
    const firmware = new SimulatedBoard({
      boot: (serial) => desk.boot(events, { cloud: undefined, air, serial }),
    });
    const connected = await boardOnSocket({
      chip: "esp32c3",
      powerOn: "download",
      application: firmware.application,
    });
    t.after(() => connected.close());
    const address = parseSerialAddress(connected.address);

    const flashed = new RecordedOutput();
    await flashBoard({
      firmware: await verifyPackage(await madePackage(join(desk.folder, "package"), { chip: "esp32c3" })),
      scope: "everything",
      open: (baudRate) => openLine(address, baudRate),
      port: connected.address,
      baudRate: 460_800,
      waitSeconds: 5,
      output: flashed,
    });
    assert.equal(flashed.events.count("flashed"), 1);
    await firmware.started();

    // The next to open the line finds the firmware there.
    const { ca, connectorId, domain, port } = desk.connector;
    const result = await provisionBoard(
      address,
      {
        wifi: { ssid: "workshop", passphrase: "correct horse battery" },
        settings: { connectorId, domain, port: String(port), deviceId: "pump-7" },
        credentials: { ca: new Uint8Array(new X509Certificate(ca).raw) },
        onlineSeconds: 30,
      },
      () => {},
    );
    assert.equal(result.online, true);
    await desk.cloudEvents.next("activated", { device: "pump-7" });
    await desk.cloudEvents.next("reported", { device: "pump-7", resource: "temperature" });

    // Somebody types: Enter until there is a prompt, since the board does not take what follows a program for typed at once.
    const keyboard = new PassThrough();
    const enter = setInterval(() => keyboard.write("\r"), 300);
    t.after(() => clearInterval(enter));
    let screen = "";
    await converse({
      open: () => openLine(address),
      keyboard,
      show: (bytes) => {
        screen += Buffer.from(bytes).toString();
        if (!screen.includes("> ") || keyboard.writableEnded) return;
        clearInterval(enter);
        keyboard.end("log info\rstatus\r"); // the program before has quieted the log
      },
      tell: () => {},
      silence: 2000,
    });
    assert.match(screen, /stage +online/);

    const seen = new RecordedOutput();
    const controller = new AbortController();
    t.after(() => controller.abort());
    const watching = monitor({
      open: () => openLine(address),
      port: connected.address,
      reset: false,
      output: seen,
      signal: controller.signal,
    });
    await seen.events.next("attached");
    air.switchOff("workshop");
    await seen.events.next("line", { tag: "network", level: "warning" });
    controller.abort();
    await watching;
  });
});
