import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { build } from "esbuild";
import type { Browser } from "playwright-core";
import { EmulatedBoard } from "../../host-sim/emulators/rom-loader/board.js";
import { chipNames } from "../../tools/work/build/chips.js";
import { browserIsMissing, launchBrowser, visit } from "../page/browser.js";
import { EventRecord } from "../support/event-record.js";
import { madeParts } from "../support/firmware-package.js";
import { BoardCable } from "./board-cable.js";
import { bringSerial } from "./web-serial.js";

/** Clients of the loader as a page uses them; text, because it runs there. Each flashes `files` and returns the chip's name. */
const clients: Readonly<Record<string, string>> = {
  "esptool-js": `async ({ Transport, ESPLoader }, port, files) => {
    const transport = new Transport(port);
    transport.trace = silent;
    const terminal = { clean: silent, write: silent, writeLine: silent };
    const loader = new ESPLoader({ transport, baudrate: 115200, romBaudrate: 115200, terminal });
    await loader.main("default_reset");
    const fileArray = files.map(({ offset, bytes }) => ({ address: offset, data: bytes }));
    const asItIs = { flashMode: "keep", flashFreq: "keep", flashSize: "keep" };
    await loader.writeFlash({ fileArray, ...asItIs, eraseAll: false, compress: true });
    await transport.setRTS(true);
    await new Promise((resolve) => setTimeout(resolve, 100));
    await transport.setRTS(false);
    return loader.chip.CHIP_NAME;
  }`,
  "tasmota-webserial-esptool": `async ({ ESPLoader }, port, files) => {
    await port.open({ baudRate: 115200 });
    const loader = new ESPLoader(port, { log: silent, error: silent, debug: silent });
    await loader.initialize();
    const stub = await loader.runStub();
    for (const { offset, bytes } of files) await stub.flashData(bytes.buffer, silent, offset, true);
    await loader.hardReset();
    return loader.chipName;
  }`,
};

/** A script that brings all that a package exports into a page, as `client`. */
async function bundled(name: string): Promise<string> {
  const { outputFiles } = await build({
    stdin: { contents: `export * from "${name}";`, resolveDir: process.cwd() },
    bundle: true,
    write: false,
    format: "iife",
    globalName: "client",
    logLevel: "error",
  });
  return outputFiles.map(({ text }) => text).join("");
}

describe("an emulated board at a page, flashed by clients that others wrote", {
  skip: browserIsMissing,
}, () => {
  let browser: Browser;

  before(async () => {
    browser = await launchBrowser();
  });
  after(() => browser?.close());

  for (const [name, flash] of Object.entries(clients)) {
    // Side by side: most of their time is the client's pauses.
    describe(name, { concurrency: true }, () => {
      let script: string;

      before(async () => {
        script = await bundled(name);
      });

      for (const chip of chipNames) {
        it(`an ${chip} is flashed, byte for byte, and signals start its loader and its firmware`, async () => {
          const parts = madeParts(chip);
          const events = new EventRecord();
          const cable = new BoardCable();
          const board = cable.plug(
            (end) => new EmulatedBoard({ chip, ...end, onEvent: (event) => events.add({ ...event }) }),
          );
          const { page, complaints } = await visit(browser, "about:blank");
          try {
            await bringSerial(page, cable, { granted: true });
            await page.goto("about:blank");
            await page.evaluate(`${script}; globalThis.client = client; globalThis.silent = () => {};`);
            const files = parts.map(({ offset, bytes }) => ({ offset, bytes: [...bytes] }));
            const found =
              await page.evaluate(`navigator.serial.getPorts().then(([port]) => (${flash})(client, port,
              ${JSON.stringify(files)}.map(({ offset, bytes }) => ({ offset, bytes: Uint8Array.from(bytes) }))))`);
            assert.equal(String(found).toLowerCase().replace("-", ""), chip);
            const wanted = new Uint8Array(board.flash.size).fill(0xff);
            for (const { offset, bytes } of parts) wanted.set(bytes, offset);
            assert.ok(
              Buffer.from(board.flash.read(0, board.flash.size)).equals(wanted),
              "all 4 MB are as they should be",
            );
            for (const mode of ["run", "download", "run"]) await events.next("boot", { mode });
            assert.equal(events.count("boot"), 3);
            assert.deepEqual(complaints, []);
          } finally {
            await page.close();
            board.close();
          }
        });
      }
    });
  }
});
