import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it, type TestContext } from "node:test";
import { pathToFileURL } from "node:url";
import { build } from "esbuild";
import { boardOnTerminal, type ConnectedBoard } from "../../host-sim/emulators/rom-loader/lines.js";
import { type Chip, chipNames } from "../../tools/work/build/chips.js";
import { flashBoard } from "../../tools/work/flash/flash-board.js";
import { verifyPackage } from "../../tools/work/package-format.js";
import { openDevice } from "../../tools/work/serial/device-line.js";
import { WebSerialPort } from "../../tools/work/serial/web-serial.js";
import { madePackage, madeParts } from "../support/firmware-package.js";
import { RecordedOutput } from "../support/flash-bench.js";
import { missingProgram } from "../support/programs.js";

/** What is used of the independent client, tasmota-webserial-esptool. */
interface OtherClient {
  new (port: WebSerialPort, logger: Record<"log" | "error" | "debug", () => void>): OtherLoader;
}
interface OtherLoader {
  readonly chipName: string;
  initialize(): Promise<void>;
  runStub(): Promise<OtherLoader>;
  flashData(data: ArrayBuffer, onProgress: () => void, offset: number, compress: boolean): Promise<void>;
}

const without = missingProgram("socat", "socat");

describe("flash of an emulated board, over serialport and a pseudo-terminal", { skip: without }, () => {
  let folder: string;
  let OtherESPLoader: OtherClient;

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), "bowline-terminal-"));
    // Its sources name their imports without extensions, which Node does not take.
    const outfile = join(folder, "client.mjs");
    const stdin = {
      contents: 'export { ESPLoader } from "tasmota-webserial-esptool";',
      resolveDir: process.cwd(),
    };
    await build({ stdin, bundle: true, format: "esm", platform: "node", outfile, logLevel: "error" });
    ({ ESPLoader: OtherESPLoader } = (await import(pathToFileURL(outfile).href)) as {
      ESPLoader: OtherClient;
    });
  });

  after(() => rm(folder, { recursive: true, force: true }));

  async function board(t: TestContext, chip: Chip): Promise<ConnectedBoard> {
    const link = join(folder, `tty-${chip}`);
    // A pseudo-terminal carries no signals: somebody holds the BOOT button.
    const connected = await boardOnTerminal({ chip, link, powerOn: "download" });
    t.after(() => connected.close());
    return connected;
  }

  function compare({ board: { flash } }: ConnectedBoard, chip: Chip): void {
    const wanted = new Uint8Array(flash.size).fill(0xff);
    for (const { offset, bytes } of madeParts(chip)) wanted.set(bytes, offset);
    assert.ok(
      Buffer.from(flash.read(0, flash.size)).equals(Buffer.from(wanted)),
      "all 4 MB are as they should be",
    );
  }

  for (const chip of chipNames) {
    it(`of an ${chip} by bowline flash, which is esptool-js, byte for byte`, async (t) => {
      const connected = await board(t, chip);
      const output = new RecordedOutput();
      await flashBoard({
        firmware: await verifyPackage(await madePackage(join(folder, chip), { chip })),
        scope: "everything",
        open: (baudRate) => openDevice(connected.address, baudRate),
        port: connected.address,
        baudRate: 921_600,
        waitSeconds: 5,
        output,
      });
      compare(connected, chip);
      assert.equal(output.events.all.find(({ event }) => event === "board-reset")?.by, "loader");
    });

    it(`of an ${chip} by tasmota-webserial-esptool, byte for byte`, async (t) => {
      const connected = await board(t, chip);
      const port = new WebSerialPort({ open: (baudRate) => openDevice(connected.address, baudRate) });
      await port.open({ baudRate: 115_200 });
      t.after(() => port.close());
      const silent = () => {};
      const loader = new OtherESPLoader(port, { log: silent, error: silent, debug: silent });
      await loader.initialize();
      assert.equal(loader.chipName.toLowerCase().replace("-", ""), chip);
      const stub = await loader.runStub();
      for (const { offset, bytes } of madeParts(chip))
        await stub.flashData(bytes.slice().buffer, silent, offset, true);
      compare(connected, chip);
    });
  }

  it("goes on over a cable that was pulled", async (t) => {
    const connected = await board(t, "esp32s3");
    connected.board.inject({ kind: "unplug", afterBlocks: 4 });
    const output = new RecordedOutput();
    const flashed = flashBoard({
      firmware: await verifyPackage(await madePackage(join(folder, "again"), { chip: "esp32s3" })),
      scope: "everything",
      open: (baudRate) => openDevice(connected.address, baudRate),
      port: connected.address,
      baudRate: 460_800,
      waitSeconds: 30,
      output,
    });
    await output.events.next("unplugged");
    await connected.plug();
    await flashed;
    compare(connected, "esp32s3");
    assert.equal(output.events.count("verified"), 4);
  });
});
