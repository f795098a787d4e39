import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { after, afterEach, before, beforeEach, describe, it } from "node:test";
import type { AxeResults } from "axe-core";
import type { Browser, Page } from "playwright-core";
import { FieldServer } from "../../tools/work/field/server.js";
import { fieldSite } from "../../tools/work/field/site.js";
import { browserIsMissing, keepPicture, launchBrowser, type View, views, visit } from "../page/browser.js";
import { FakeCable } from "./fake-cable.js";
import { bringSerial, takeSerialAway } from "./web-serial.js";

describe("the field page", { skip: browserIsMissing }, () => {
  let browser: Browser;
  let server: FieldServer;
  let url: string;
  let axe: string;
  let cable: FakeCable;
  let page: Page;
  let complaints: readonly string[];
  let requests: readonly string[];

  before(async () => {
    axe = await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
    server = new FieldServer(await fieldSite());
    url = await server.listen(0);
    browser = await launchBrowser();
  });
  after(async () => {
    await browser?.close();
    await server?.close();
  });
  beforeEach(() => {
    cable = new FakeCable();
  });
  afterEach(async () => {
    await page?.close();
    assert.deepEqual(
      requests.filter((request) => !request.startsWith(url) && !request.startsWith("blob:")),
      [],
    );
  });

  async function open(view?: View, prepare = (fresh: Page) => bringSerial(fresh, cable, { granted: true })) {
    ({ page, complaints, requests } = await visit(browser, "about:blank", view));
    await prepare(page);
    await page.goto(url);
  }

  async function connect(): Promise<void> {
    await page.getByRole("button", { name: "Connect a board" }).click();
    await page.locator("#board-state", { hasText: "pump-7 on esp32" }).waitFor();
  }

  async function violations(): Promise<string[]> {
    await page.evaluate(axe);
    const { violations: found } = (await page.evaluate("axe.run()")) as AxeResults;
    return found.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(" ")}`);
  }

  it("connects to the board that it may use already, and proposes what it has", async () => {
    await open();
    await connect();
    assert.equal(await page.locator('[name="domain"]').inputValue(), "m2.connect.westpharma.com");
    await page.locator("#status", { hasText: "192.168.4.7" }).waitFor();
    assert.deepEqual(complaints, []);
  });

  it("asks which board where it may use none yet", async () => {
    await open(undefined, (fresh) => bringSerial(fresh, cable, { granted: false }));
    await connect();
  });

  it("provisions, shows each step, and forgets the secrets", async () => {
    await open();
    await connect();
    await page.getByLabel("Connector").fill("o33ara2ekbo800000");
    await page.getByLabel("Proves who it is by").selectOption("certificate");
    await page
      .getByLabel("Certificate (PEM or DER)")
      .setInputFiles({ name: "c.der", mimeType: "", buffer: Buffer.alloc(200, 1) });
    await page.getByLabel("Its key").setInputFiles({
      name: "k.pem",
      mimeType: "",
      buffer: Buffer.from(
        `-----BEGIN PRIVATE KEY-----\n${Buffer.alloc(90, 2).toString("base64")}\n-----END PRIVATE KEY-----\n`,
      ),
    });
    await page.getByRole("button", { name: "Provision the board" }).click();
    await page.locator("#steps .done", { hasText: "It comes online" }).waitFor();
    assert.equal(cable.board.staged.connectorId, "o33ara2ekbo800000");
    assert.deepEqual(cable.board.credentials.cert, Buffer.alloc(200, 1));
    assert.deepEqual(cable.board.credentials.key, Buffer.alloc(90, 2));
    assert.equal(await page.locator('[name="key"]').inputValue(), "");
    await keepPicture(page, "field-provisioned");
    assert.deepEqual(complaints, []);
  });

  it("says where a board stopped, why, and what to try", async () => {
    cable.board.stages = ["tls"];
    cable.board.trial = { state: "reverted", reason: "tls: unknown authority" };
    await open();
    await connect();
    await page.getByRole("button", { name: "Provision the board" }).click();
    const failed = page.locator("#steps .failed");
    await failed.waitFor();
    assert.match((await failed.textContent()) ?? "", /unknown authority.*What to try: .*certificate/s);
  });

  it("shows the board's log as text, whatever is in it", async () => {
    await open();
    await connect();
    cable.console.say("warning wifi: <img src=x onerror=alert(1)>\n");
    await page.locator("#log .warning", { hasText: "<img src=x" }).waitFor();
    assert.deepEqual(complaints, []);
  });

  it("lets go of the port when told to", async () => {
    await open();
    await connect();
    await page.getByRole("button", { name: "Disconnect" }).click();
    await page.locator("#board-state", { hasText: "No board" }).waitFor();
    assert.equal(cable.isOpen, false);
    await connect();
  });

  it("says what to look at where the port cannot be opened", async () => {
    cable.open = async () => {
      throw new Error("Failed to open serial port.");
    };
    await open();
    await page.getByRole("button", { name: "Connect a board" }).click();
    await page.locator("#notice", { hasText: "close other programs" }).waitFor();
    await page.locator("#board-state", { hasText: "No board" }).waitFor();
  });

  it("says clearly where the browser has no Web Serial", async () => {
    await open(undefined, takeSerialAway);
    await page.locator("#notice", { hasText: "no Web Serial" }).waitFor();
    assert.equal(await page.getByRole("button", { name: "Connect a board" }).isDisabled(), true);
    assert.deepEqual(await violations(), []);
  });

  it("can be operated by keyboard alone", async () => {
    await open();
    await page.keyboard.press("Tab");
    await page.keyboard.press("Tab");
    await page.keyboard.press("Enter");
    await page.locator("#board-state", { hasText: "pump-7" }).waitFor();
    await page.getByLabel("Connector").focus();
    await page.keyboard.type("abc");
    await page.keyboard.press("Enter");
    await page.locator("#steps .done", { hasText: "It comes online" }).waitFor();
    assert.equal(cable.board.staged.connectorId, "abc");
  });

  for (const view of views) {
    it(`has no accessibility violations and fits: ${view.name}`, async () => {
      await open(view);
      await connect();
      await page.locator("#status", { hasText: "192.168.4.7" }).waitFor();
      assert.deepEqual(await violations(), []);
      const width = await page.evaluate("document.documentElement.scrollWidth");
      assert.ok(Number(width) <= view.viewport.width, `${width} pixels wide`);
      await keepPicture(page, `field-${view.name}`);
    });
  }
});
