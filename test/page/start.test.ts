import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import type { Browser } from "playwright-core";
import { RunningCommand } from "../support/bowline.js";
import { secretsIn } from "../support/secret-watch.js";
import { browserIsMissing, keepPicture, launchBrowser, type Visit, visit } from "./browser.js";

describe("the page that npm start prints", { skip: browserIsMissing }, () => {
  let browser: Browser;
  let state: string;
  let running: RunningCommand;
  let visited: Visit;

  before(async () => {
    state = await mkdtemp(join(tmpdir(), "bowline-page-"));
    browser = await launchBrowser();
    running = new RunningCommand(["start", "--port", "0", "--state", state]);
    const { url } = await running.events.next("page");
    visited = await visit(browser, String(url));
  });

  after(async () => {
    await running?.stop();
    await browser?.close();
    secretsIn(state);
    await rm(state, { recursive: true, force: true });
  });

  it("shows how the device activates and comes online", async () => {
    const { page } = visited;
    await page.locator("#life", { hasText: "Online" }).waitFor();
    await page.locator("#log-list", { hasText: /activat/ }).waitFor();
    await page.locator("#message-list li", { hasText: "$provision/" }).first().waitFor();
    await page.locator('[data-resource="temperature"] .value', { hasText: /\d °C/ }).waitFor();
    await page.locator('[data-resource="temperature"] canvas').waitFor();
  });

  it("writes a settable resource as the cloud does and shows that the device acknowledges it", async () => {
    const { page } = visited;
    const led = page.locator('[data-resource="led"]');
    await led.locator(".value", { hasText: "false" }).waitFor();
    await led.getByRole("switch").click();
    await led.locator(".value", { hasText: "true" }).waitFor();
    await page.locator("#message-list li", { hasText: "acknowledges the write" }).waitFor();
    assert.equal(await led.locator(".pending").textContent(), "");
    await led.getByRole("img", { name: /^led, \d+ reported values from false to true$/ }).waitFor();
    await page.locator("#flash-content", { hasText: '{"alias":"led","value":true}' }).waitFor();
  });

  it("shows a long text as running text, not as a figure", async () => {
    const { page } = visited;
    await page.locator('[data-resource="device_events"] .value.is-text', { hasText: '"applied"' }).waitFor();
    assert.equal(await page.locator('[data-resource="led"] .value.is-text').count(), 0);
  });

  it("shows why a value is refused, beside the field", async () => {
    const { page } = visited;
    const interval = page.locator('[data-resource="report_interval"]');
    await interval.getByRole("textbox").fill("9999");
    await interval.getByRole("button", { name: "Write" }).click();
    await interval.getByRole("alert").filter({ hasText: "is not among the allowed values" }).waitFor();
  });

  it("keeps a write pending while the device has no power, and settles it when the power is back", async () => {
    const { page } = visited;
    const power = page.getByRole("switch", { name: "Power" });
    const led = page.locator('[data-resource="led"]');
    await power.click();
    await page.locator("#life", { hasText: "No power" }).waitFor();
    await led.getByRole("switch").click();
    await led.locator(".pending", { hasText: "pending" }).waitFor();
    assert.equal(await led.locator(".value").textContent(), "true");
    await keepPicture(page, "no-power");
    await power.click();
    await page.locator("#life", { hasText: "Online" }).waitFor();
    await led.locator(".value", { hasText: "false" }).waitFor();
    await led.locator(".pending", { hasText: /^$/ }).waitFor({ state: "attached" });
  });

  it("says that the simulation has ended, leaves what is there to be read and disables the rest", async () => {
    const { page, complaints } = visited;
    assert.deepEqual(
      complaints.filter((text) => !text.includes("409")),
      [],
      "the browser complained about nothing but the refused write",
    );
    assert.equal(await running.stop(), 0);
    await page.getByRole("alert").filter({ hasText: "The simulation has ended." }).waitFor();
    assert.ok(await page.getByRole("switch", { name: "Power" }).isDisabled());
    assert.match(await page.title(), /^ended/);
    await keepPicture(page, "ended");
  });

  it("says that the simulation cannot be reached when its process was killed", async () => {
    const doomed = new RunningCommand(["start", "--port", "0", "--engine", "node", "--state", state]);
    const { url } = await doomed.events.next("page");
    const { page } = await visit(browser, String(url));
    await page.locator("#life", { hasText: "Online" }).waitFor();
    await doomed.stop("SIGKILL");
    await page.getByRole("alert").filter({ hasText: "has ended or cannot be reached" }).waitFor();
    assert.ok(await page.getByRole("switch", { name: "Network" }).isDisabled());
  });
});
