import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import type { Browser } from "playwright-core";
import { EmulatedBoard } from "../../host-sim/emulators/rom-loader/board.js";
import { firmwareFiles } from "../../tools/work/field/firmware-files.js";
import { FieldServer } from "../../tools/work/field/server.js";
import { fieldSite } from "../../tools/work/field/site.js";
import { browserIsMissing, keepPicture, launchBrowser, visit } from "../page/browser.js";
import { EventRecord } from "../support/event-record.js";
import { madePackage, madeParts, settingsOffset } from "../support/firmware-package.js";
import { BoardCable } from "./board-cable.js";
import { bringSerial } from "./web-serial.js";

describe("flashing from the field page", { skip: browserIsMissing }, () => {
  let browser: Browser;
  let folder: string;

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), "bowline-field-"));
    browser = await launchBrowser();
  });
  after(async () => {
    await browser?.close();
    await rm(folder, { recursive: true, force: true });
  });

  it("installs what the package holds, byte for byte, and keeps the board's settings", async () => {
    const parts = madeParts("esp32c3");
    const site = new Map([
      ...(await fieldSite()),
      ...(await firmwareFiles(await madePackage(join(folder, "package"), { chip: "esp32c3", parts }))),
    ]);
    const server = new FieldServer(site);
    const url = await server.listen(0);
    const contents = new Uint8Array(settingsOffset + 16).fill(0xff);
    contents.set([1, 2, 3, 4], settingsOffset);
    const events = new EventRecord();
    const cable = new BoardCable();
    const board = cable.plug(
      (end) =>
        new EmulatedBoard({
          chip: "esp32c3",
          ...end,
          contents,
          onEvent: (event) => events.add({ ...event }),
        }),
    );
    const { page, complaints, requests } = await visit(browser, "about:blank");
    try {
      await bringSerial(page, cable, { granted: false });
      await page.goto(url);
      await page.getByText("trial 1.2.3").waitFor();
      await page.getByRole("button", { name: "Install the firmware" }).click();
      await page.getByText("Install trial").click();
      await page.getByRole("button", { name: "Next" }).click();
      await page.getByRole("button", { name: "Install", exact: true }).click();
      await page.getByText("Installing").first().waitFor();
      // "Installation complete!" stands in the dialog without an element of its own; what is offered then has one.
      await page.getByRole("button", { name: "Next" }).waitFor({ timeout: 60_000 });
      await keepPicture(page, "field-flashed");
      for (const { offset, bytes } of parts)
        assert.deepEqual(Buffer.from(board.flash.read(offset, bytes.length)), Buffer.from(bytes));
      assert.deepEqual([...board.flash.read(settingsOffset, 4)], [1, 2, 3, 4]);
      for (const mode of ["run", "download", "run"]) await events.next("boot", { mode });
      assert.deepEqual(complaints, []);
      assert.deepEqual(
        requests.filter((request) => !request.startsWith(url)),
        [],
      );
    } finally {
      board.close();
      await page.close();
      await server.close();
    }
  });
});
