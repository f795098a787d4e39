import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import type { Browser, Page } from "playwright-core";
import { browserIsMissing, keepPicture, launchBrowser, type Visit, visit } from "./browser.js";
import { StagedSimulation } from "./staged.js";

describe("operating a simulation from its page", { skip: browserIsMissing }, () => {
  let browser: Browser;
  let simulation: StagedSimulation;
  let visited: Visit;
  let page: Page;

  before(async () => {
    browser = await launchBrowser();
    simulation = await StagedSimulation.set();
    visited = await visit(browser, simulation.page.url);
    page = visited.page;
    await page.locator("#life", { hasText: "Starting" }).waitFor();
    await simulation.boot();
    await page.locator("#life", { hasText: "Online" }).waitFor();
    // A device that looks at its sensors every second.
    const interval = resource("report_interval");
    await interval.getByRole("textbox").fill("1");
    await interval.getByRole("textbox").press("Enter");
    await interval.locator(".value", { hasText: "1 s" }).waitFor();
  });

  after(async () => {
    await browser?.close();
    await simulation?.clear();
  });

  const resource = (name: string) => page.locator(`[data-resource="${name}"]`);
  const sensor = (source: string) => page.locator(`[data-source="${source}"]`);

  it("drives a sensor of the application by a slider, by a field, and lets it measure again", async () => {
    const slider = sensor("climate.temperature").getByRole("slider");
    await slider.focus();
    await slider.press("End");
    await resource("temperature").locator(".value", { hasText: "85 °C" }).waitFor();
    const field = sensor("climate.temperature").getByRole("spinbutton");
    await field.fill("4.5");
    await field.press("Enter");
    await resource("temperature").locator(".value", { hasText: "4.5 °C" }).waitFor();
    await sensor("climate.temperature").getByRole("button", { name: "Release" }).click();
    await simulation.events.next("reported", {
      resource: "temperature",
      value: /^[12]\d/,
      acknowledged: true,
    });
  });

  it("gives the board a sensor that this computer lacks", async () => {
    const field = sensor("computer.temperature").getByRole("spinbutton");
    await field.fill("77");
    await field.press("Enter");
    await resource("cpu_temperature").locator(".value", { hasText: "77 °C" }).waitFor();
  });

  it("plays a scenario and tells its story: values glide there, and a lost sensor gives no readings", async () => {
    await page.getByRole("button", { name: "Heat wave" }).click();
    await page.getByRole("status").filter({ hasText: "Heat wave: The room warms up" }).waitFor();
    const { value } = await simulation.events.next("reported", {
      resource: "temperature",
      value: /^(2[4-9]|3\d)\./,
      acknowledged: true,
    });
    assert.ok(Number(value) < 38, "on the way there");
    await page.getByRole("button", { name: "Sensor lost" }).click();
    await page
      .locator("#log-list .text", { hasText: /^temperature: no reading/ })
      .first()
      .waitFor();
    await page.getByRole("button", { name: "As measured" }).click();
    await page
      .locator("#log-list .text", { hasText: /^temperature: works again/ })
      .last()
      .waitFor();
  });

  it("pulls the network cable: the device goes offline with a reason and counts down to the next try", async () => {
    await page.getByRole("switch", { name: "Network" }).click();
    await page
      .locator("#life .reason", { hasText: /acknowledge-timeout|connection-lost|connect-timeout/ })
      .waitFor();
    await page.getByRole("timer").filter({ hasText: /try/ }).waitFor();
    await keepPicture(page, "offline");
    await page.getByRole("switch", { name: "Network" }).click();
    await page.locator("#life", { hasText: "Online" }).waitFor();
  });

  it("shows the reason when the cloud locks the device out, and its return", async () => {
    await simulation.desk.connector.lock("dev-1");
    await page.locator("#life .reason", { hasText: "the cloud closed the connection" }).waitFor();
    await page.locator("#message-list li.level-error", { hasText: "the device is locked" }).first().waitFor();
    await simulation.desk.connector.unlock("dev-1");
    await page.locator("#life", { hasText: "Online" }).waitFor();
  });

  it("shows that the device crashed, why, and its restart", async () => {
    process.kill(simulation.device?.pid ?? 0, "SIGKILL");
    await page.locator("#life .reason", { hasText: /crash|exit|kill/i }).waitFor();
    await page.locator("#log-list li.level-error", { hasText: "watchdog" }).waitFor();
    await page.locator("#life", { hasText: "Online" }).waitFor();
  });

  it("shows the packets of both sides and the values they carried", async () => {
    const lines = page.locator("#message-list li");
    for (const text of [
      /device → CONNECT\s*connection \d, keep-alive \d+ s, clean session/,
      /← cloud CONNACK\s*connection \d, code 0 accepted, session present/,
      /device → PUBLISH\s*\$resource\S* QoS 1, id \d+, \d+ bytes/,
      /← cloud PUBACK\s*id \d+/,
      /← cloud PUBLISH\s*\$resource\/report_interval\S* QoS 0, 1 byte/,
      /← cloud value\s*report_interval: 1/,
      /device → value\s*report_interval: 1, acknowledges the write/,
    ]) {
      await lines.filter({ hasText: text }).first().waitFor();
    }
  });

  it("filters messages by words and by who speaks", async () => {
    const lines = page.locator("#message-list li");
    await page.getByRole("searchbox").fill("connack connection");
    await lines.filter({ hasText: "CONNACK" }).first().waitFor();
    assert.equal(await lines.filter({ hasText: "PUBLISH" }).count(), 0);
    await page.getByRole("searchbox").fill("");
    await page.getByLabel("Show messages from").selectOption("cloud");
    await lines
      .filter({ hasText: /\$provision\/dev-1.*a credential, not shown/ })
      .first()
      .waitFor();
    assert.equal(await lines.filter({ hasText: "device →" }).count(), 0);
    await page.getByLabel("Show messages from").selectOption("");
  });

  it("never shows the token: neither in flash nor in a message nor in the log", async () => {
    await page.locator("#flash-content", { hasText: '"secret":"•••"' }).waitFor();
    const token = await simulation.token();
    assert.ok(token.length > 10);
    assert.ok(!(await page.content()).includes(token));
  });

  it("loads nothing from elsewhere and breaks no rule of its content security policy", () => {
    const { origin, pathname } = new URL(simulation.page.url);
    assert.deepEqual(
      visited.requests.filter((request) => !request.startsWith(origin + pathname)),
      [],
    );
    assert.deepEqual(visited.complaints, []);
  });

  it("tells a page that is opened later all that happened", async () => {
    const later = await visit(browser, simulation.page.url);
    await later.page.locator("#life", { hasText: "Online" }).waitFor();
    await later.page.locator("#log-list li", { hasText: "activat" }).first().waitFor();
    await later.page.locator("#message-list li", { hasText: "$provision/dev-1" }).first().waitFor();
    await later.page.locator('[data-resource="temperature"] canvas').waitFor();
    await later.page.close();
  });
});
