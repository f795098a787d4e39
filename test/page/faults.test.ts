import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import type { Browser, Page } from "playwright-core";
import { FAULT_STORIES } from "../../host-sim/emulators/connector/index.js";
import { browserIsMissing, keepPicture, launchBrowser, visit } from "./browser.js";
import { StagedSimulation } from "./staged.js";

describe("faults from the page", { skip: browserIsMissing }, () => {
  let browser: Browser;
  let simulation: StagedSimulation;
  let page: Page;

  before(async () => {
    browser = await launchBrowser();
    simulation = await StagedSimulation.set();
    await simulation.boot();
    ({ page } = await visit(browser, simulation.page.url));
    await page.locator("#life", { hasText: "Online" }).waitFor();
  });

  after(async () => {
    await browser?.close();
    await simulation?.clear();
  });

  it("offers every kind of fault with the failure in the field that it stands for", async () => {
    const kind = page.getByLabel("What goes wrong");
    assert.equal(await kind.locator("option").count(), Object.keys(FAULT_STORIES).length);
    for (const [name, story] of Object.entries(FAULT_STORIES)) {
      await kind.selectOption(name);
      assert.equal(await page.locator("#fault-story").textContent(), story);
    }
  });

  it("refuses the next login with a chosen code: the reason and the retry are shown, then the device is back", async () => {
    await page.getByLabel("What goes wrong").selectOption("refuse-connack");
    await page.getByLabel("return code").selectOption("3");
    await page.getByRole("button", { name: "Inject" }).click();
    await page.locator("#active-faults", { hasText: "Refuse logins, code 3" }).waitFor();
    await page.getByRole("button", { name: "Drop connection" }).click();
    await page.locator("#life .reason", { hasText: "the cloud is unavailable (CONNACK 3)" }).waitFor();
    await keepPicture(page, "refused-login");
    await page.locator("#message-list li.level-error", { hasText: "fault struck" }).waitFor();
    await page.locator("#life", { hasText: "Online" }).waitFor();
    assert.equal(await page.locator("#active-faults").textContent(), "", "once was once");
  });

  it("shows why TLS failed when the server's certificate has expired", async () => {
    await page.getByLabel("What goes wrong").selectOption("bad-certificate");
    await page.getByLabel("flaw").selectOption("expired");
    await page.getByRole("button", { name: "Inject" }).click();
    await page.locator("#active-faults", { hasText: "Bad certificate" }).waitFor();
    await page.getByRole("button", { name: "Drop connection" }).click();
    await page.locator("#life .reason", { hasText: /tls-failed.*expired/ }).waitFor();
    await page.locator("#life", { hasText: "Online" }).waitFor();
  });

  it("keeps a fault on until it is cleared", async () => {
    await page.getByLabel("What goes wrong").selectOption("stall");
    await page.getByLabel("How often").selectOption({ label: "until cleared" });
    await page.getByRole("button", { name: "Inject" }).click();
    await page.locator("#active-faults", { hasText: "Stall" }).waitFor();
    await page.getByRole("button", { name: "Clear all faults" }).click();
    await page.locator("#active-faults", { hasText: /^$/ }).waitFor({ state: "attached" });
    assert.ok(await page.getByRole("button", { name: "Clear all faults" }).isHidden());
  });

  it("tells what is wrong with a fault that makes no sense", async () => {
    await page.getByLabel("What goes wrong").selectOption("slow-link");
    await page.getByLabel("bytes a second").fill("0");
    await page.getByRole("button", { name: "Inject" }).click();
    await page.locator("#notice", { hasText: /bytesPerSecond/ }).waitFor();
  });
});
