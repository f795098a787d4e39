import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { after, before, describe, it } from "node:test";
import type { AxeResults } from "axe-core";
import type { Browser, Page } from "playwright-core";
import { browserIsMissing, keepPicture, launchBrowser, views, visit } from "./browser.js";
import { StagedSimulation } from "./staged.js";

describe("the page for everybody", { skip: browserIsMissing }, () => {
  let browser: Browser;
  let simulation: StagedSimulation;
  let axe: string;

  before(async () => {
    axe = await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
    browser = await launchBrowser();
    simulation = await StagedSimulation.set();
    await simulation.boot();
    await simulation.events.next("reported", { resource: "led", acknowledged: true });
  });

  after(async () => {
    await browser?.close();
    await simulation?.clear();
  });

  for (const view of views) {
    it(`has no accessibility violations and fits: ${view.name}`, async () => {
      const { page } = await visit(browser, simulation.page.url, view);
      await page.locator("#life", { hasText: "Online" }).waitFor();
      await page.locator('[data-resource="temperature"] canvas').waitFor();
      assert.deepEqual(await violations(page), []);
      const width = await page.evaluate("document.documentElement.scrollWidth");
      assert.ok(Number(width) <= view.viewport.width, `${width} pixels wide`);
      await keepPicture(page, view.name);
      await page.close();
    });
  }

  it("has a way to each part where all of them stand in one column, and only there", async () => {
    const phone = views.find(({ name }) => name === "phone-light");
    const narrow = (await visit(browser, simulation.page.url, phone)).page;
    for (const part of ["resources", "surroundings", "faults", "messages", "log", "flash"]) {
      await narrow.locator(`nav a[href="#${part}"]`).click();
      // Its heading is in view.
      const top = `document.querySelector("#${part} h2").getBoundingClientRect().top`;
      await narrow.waitForFunction(`${top} >= 0 && ${top} < innerHeight`, undefined, { timeout: 5000 });
    }
    await narrow.close();
    const wide = (await visit(browser, simulation.page.url)).page;
    assert.ok(await wide.getByRole("navigation", { includeHidden: true }).isHidden());
    await wide.close();
  });

  it("can be operated by keyboard alone", async () => {
    const { page } = await visit(browser, simulation.page.url);
    await page.locator("#life", { hasText: "Online" }).waitFor();
    await page.keyboard.press("Tab");
    await focused(page, "Skip to the resources");
    await page.keyboard.press("Tab");
    await focused(page, "Power");
    await page.keyboard.press("Space");
    await page.locator("#life", { hasText: "No power" }).waitFor();
    await page.keyboard.press("Enter");
    await page.locator("#life", { hasText: "Online" }).waitFor();
    await page.locator("#message-list").focus();
    assert.equal(await page.locator("#message-list:focus").count(), 1);
    await page.close();
  });

  it("has no violations while the device has no power, a write is refused and the simulation has ended", async () => {
    const { page } = await visit(browser, simulation.page.url);
    await page.getByRole("switch", { name: "Power" }).click();
    await page.locator("#life", { hasText: "No power" }).waitFor();
    const interval = page.locator('[data-resource="report_interval"]');
    await interval.getByRole("textbox").fill("0");
    await interval.getByRole("textbox").press("Enter");
    await interval.locator(".refusal", { hasText: "not among" }).waitFor();
    assert.deepEqual(await violations(page), []);
    await simulation.page.close();
    await page.getByRole("alert").filter({ hasText: "has ended" }).waitFor();
    assert.deepEqual(await violations(page), []);
  });

  /** One line each: the rule and where. */
  async function violations(page: Page): Promise<string[]> {
    // Evaluated by the debugger, which the content security policy does not bind.
    await page.evaluate(axe);
    const results = (await page.evaluate("axe.run()")) as AxeResults;
    return results.violations.map(
      ({ id, nodes }) =>
        `${id}: ${nodes.map(({ target, failureSummary }) => `${target} ${failureSummary}`).join("; ")}`,
    );
  }
});

async function focused(page: Page, text: string): Promise<void> {
  assert.match((await page.locator(":focus").textContent()) ?? "", new RegExp(text));
}
