import assert from "node:assert/strict";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import type { Browser } from "playwright-core";
import {
  createAuthority,
  issueClientCertificate,
  type KeyPair,
} from "../../host-sim/emulators/connector/index.js";
import { EmulatedBoard } from "../../host-sim/emulators/rom-loader/board.js";
import { SimulatedBoard } from "../../host-sim/simulated-board.js";
import { Air } from "../../host-sim/world/air.js";
import { firmwareFiles } from "../../tools/work/field/firmware-files.js";
import { FieldServer } from "../../tools/work/field/server.js";
import { fieldSite } from "../../tools/work/field/site.js";
import { browserIsMissing, keepPicture, launchBrowser, visit } from "../page/browser.js";
import { Desk } from "../support/desk.js";
import { EventRecord } from "../support/event-record.js";
import { madePackage, madeParts } from "../support/firmware-package.js";
import { secret } from "../support/secret-watch.js";
import { BoardCable } from "./board-cable.js";
import { bringSerial } from "./web-serial.js";

const workshop = { ssid: "workshop", passphrase: "correct horse battery" };

describe("from an empty board to reports, in the browser", { skip: browserIsMissing }, () => {
  let browser: Browser;
  let desk: Desk;
  let pki: KeyPair;
  let own: KeyPair;

  before(async () => {
    browser = await launchBrowser();
    pki = await createAuthority();
    own = await issueClientCertificate({ deviceId: "pump-7", ca: pki });
    desk = await Desk.set({ authentication: "certificate", pki: { ca: pki.cert } });
    secret("Wi-Fi passphrase of the story", workshop.passphrase);
  });
  after(async () => {
    await browser?.close();
    await desk?.clear();
  });

  it("flashes, joins the Wi-Fi by Improv, uploads the certificate, activates and reports, on XS", async () => {
    const parts = madeParts("esp32c3");
    const folder = await madePackage(join(desk.folder, "package"), { chip: "esp32c3", parts });
    const server = new FieldServer(new Map([...(await fieldSite()), ...(await firmwareFiles(folder))]));
    const url = await server.listen(0);
    const events = new EventRecord();
    const air = new Air([workshop, { ssid: "office", passphrase: "not this one", rssi: -80 }]);
    const firmware = new SimulatedBoard({
      boot: (serial) => desk.boot(events, { id: "fresh", cloud: undefined, serial, air }),
    });
    const cable = new BoardCable();
    const board = cable.plug(
      (end) => new EmulatedBoard({ chip: "esp32c3", ...end, application: firmware.application }),
    );
    const { page, complaints } = await visit(browser, "about:blank");
    try {
      await bringSerial(page, cable, { granted: false });
      await page.goto(url);

      await page.getByRole("button", { name: "Install the firmware" }).click();
      await page.getByText("Install trial").click();
      await page.getByRole("button", { name: "Next" }).click();
      await page.getByRole("button", { name: "Install", exact: true }).click();
      await page.getByText("Installing").first().waitFor();
      await page.getByRole("button", { name: "Next" }).click({ timeout: 60_000 });
      for (const { offset, bytes } of parts)
        assert.deepEqual(Buffer.from(board.flash.read(offset, bytes.length)), Buffer.from(bytes));
      await page.locator("ewt-install-dialog ew-icon-button").click();
      await page.locator("ewt-install-dialog").waitFor({ state: "detached" });

      await page.getByRole("button", { name: "Connect a board" }).click();
      await page.locator("#board-state", { hasText: "fresh on" }).waitFor();
      await page.getByRole("button", { name: "Look for networks" }).click();
      await page.locator('#networks option[value="workshop"]').waitFor({ state: "attached" });
      await page.locator('[name="ssid"]').fill(workshop.ssid);
      await page.getByLabel("Passphrase").fill(workshop.passphrase);
      const { ca, connectorId, domain, port } = desk.connector;
      await page.getByLabel("Connector").fill(connectorId);
      await page.getByLabel("Domain").fill(domain);
      await page.getByLabel("Port").fill(String(port));
      await page.getByLabel("Proves who it is by").selectOption("certificate");
      const files = { "Certificate (PEM or DER)": own.cert, "Its key": own.key, "Roots to trust": ca };
      for (const [label, content] of Object.entries(files))
        await page
          .getByLabel(label)
          .setInputFiles({ name: `${label}.pem`, mimeType: "", buffer: Buffer.from(content) });
      await page.getByRole("button", { name: "Provision the board" }).click();
      await page.locator("#steps .done", { hasText: "It comes online" }).waitFor({ timeout: 60_000 });

      await desk.cloudEvents.next("activated", { device: "pump-7" });
      await events.next("reported", { resource: "temperature", acknowledged: true });
      await page.locator("#status", { hasText: "workshop" }).waitFor();
      await keepPicture(page, "field-story");
      assert.deepEqual(complaints, []);
    } finally {
      await page.close();
      board.close();
      await firmware.started().catch(() => undefined);
      await server.close();
    }
  });
});
