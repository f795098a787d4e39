import { existsSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { type Browser, chromium, type Page } from "playwright-core";
import { printed } from "../support/secret-watch.js";

const executable = "/usr/bin/chromium";
const artefacts = fileURLToPath(new URL("../artefacts/", import.meta.url));

/** Nothing that a browser does by itself: no updates, no first-run pages, no traffic of its own. */
const quiet = [
  "--headless",
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

/** Why tests in a browser are skipped on this computer; false where they run. In CI they always run, and fail without a browser. */
export const browserIsMissing: string | false =
  existsSync(executable) || process.env.CI === "true"
    ? false
    : `there is no ${executable}: install it with "apt-get install chromium"`;

/** Chromium with a fresh profile. */
export function launchBrowser(): Promise<Browser> {
  return chromium.launch({ executablePath: executable, args: quiet, timeout: 30_000 });
}

export interface View {
  readonly name: string;
  readonly viewport: { readonly width: number; readonly height: number };
  readonly colorScheme: "light" | "dark";
}

export const desktop: View = {
  name: "desktop-light",
  viewport: { width: 1360, height: 900 },
  colorScheme: "light",
};

export const views: readonly View[] = [
  desktop,
  { ...desktop, name: "desktop-dark", colorScheme: "dark" },
  { name: "phone-light", viewport: { width: 390, height: 844 }, colorScheme: "light" },
  { name: "phone-dark", viewport: { width: 390, height: 844 }, colorScheme: "dark" },
];

/** A page, and what went wrong on it: errors of its script, refusals of the content security policy, failed requests. */
export interface Visit {
  readonly page: Page;
  readonly complaints: readonly string[];
  /** Every address that was asked for. */
  readonly requests: readonly string[];
}

export async function visit(browser: Browser, url: string, view: View = desktop): Promise<Visit> {
  const { viewport, colorScheme } = view;
  const page = await browser.newPage({ viewport, colorScheme });
  // As `EventRecord`: far more than anything takes on a busy computer.
  page.setDefaultTimeout(45_000);
  const complaints: string[] = [];
  const requests: string[] = [];
  page.on("pageerror", (error) => complaints.push(error.message));
  page.on("console", (message) => {
    printed("console of the browser", message.text());
    if (["error", "warning"].includes(message.type())) complaints.push(message.text());
  });
  page.on("request", (request) => requests.push(request.url()));
  await page.goto(url);
  return { page, complaints, requests };
}

/** Keeps a picture of the whole page in `test/artefacts/`. */
export async function keepPicture(page: Page, name: string): Promise<void> {
  mkdirSync(artefacts, { recursive: true });
  printed(`page ${name}`, (await page.locator("body").textContent()) ?? "");
  await page.screenshot({ path: join(artefacts, `${name}.png`), fullPage: true });
}
