import assert from "node:assert/strict";
import { once } from "node:events";
import { get, type IncomingMessage, type RequestOptions } from "node:http";
import { after, before, describe, it } from "node:test";
import { StagedSimulation } from "./staged.js";

describe("access to the page", () => {
  let simulation: StagedSimulation;
  let url: URL;

  before(async () => {
    simulation = await StagedSimulation.set();
    url = new URL(simulation.page.url);
  });

  after(() => simulation?.clear());

  it("needs the token for every address, the stream of events and the commands too", async () => {
    const wrong = "A".repeat(url.pathname.length - 2);
    for (const path of [
      "/",
      `/${wrong}/`,
      "/page.js",
      "/events",
      `/${wrong}/events`,
      url.pathname.slice(0, -2),
    ]) {
      const { statusCode } = await ask({ path });
      assert.equal(statusCode, 403, path);
    }
    const command = await fetch(new URL(`/${wrong}/commands/power`, url), post({ on: false }));
    assert.equal(command.status, 403);
    assert.equal((await ask({ path: url.pathname })).statusCode, 200);
  });

  it("listens on loopback and answers to its own name only", async () => {
    assert.equal(url.hostname, "127.0.0.1");
    const { statusCode } = await ask({
      path: url.pathname,
      headers: { host: `rebound.example:${url.port}` },
    });
    assert.equal(statusCode, 421);
  });

  it("takes no commands from pages of others", async () => {
    const request = post({ plugged: false });
    const foreign = { ...request, headers: { ...request.headers, origin: "http://other.example" } };
    const { status } = await fetch(new URL("commands/network", url), foreign);
    assert.equal(status, 403);
    assert.ok(simulation.cable.isPlugged);
  });

  it("sends a strict content security policy and no referrer with every answer", async () => {
    for (const path of [url.pathname, `${url.pathname}page.js`, `${url.pathname}nothing`, "/"]) {
      const { headers } = await ask({ path });
      const policy = String(headers["content-security-policy"]);
      assert.match(policy, /^default-src 'none'; script-src 'self'; style-src 'self'/);
      assert.doesNotMatch(policy, /unsafe|https?:|\*/);
      assert.equal(headers["referrer-policy"], "no-referrer");
      assert.equal(headers["x-content-type-options"], "nosniff");
      assert.equal(headers["cache-control"], "no-store");
    }
  });

  it("refuses a command that makes no sense with the field and what would be right", async () => {
    const wrong: readonly [string, unknown, number, RegExp][] = [
      ["power", { on: "yes" }, 400, /^on: must be true or false$/],
      ["write", { resource: "led" }, 400, /^value: must be a number/],
      ["drive", { source: 7, value: 1 }, 400, /^source: must be a text$/],
      ["explode", {}, 400, /^no command "explode"; there are write, power/],
      ["power", [], 400, /must be a JSON object/],
      ["drive", { source: "climate.wind", value: 1 }, 409, /^no resource reads "climate.wind"$/],
      ["drive", { source: "climate.temperature", value: "hot" }, 409, /must be a number$/],
      ["scenario", { name: "flood" }, 409, /^no scenario "flood"$/],
      ["power", { on: false }, 409, /still starting/],
    ];
    for (const [name, body, status, message] of wrong) {
      const response = await fetch(new URL(`commands/${name}`, url), post(body));
      assert.equal(response.status, status, name);
      assert.match(((await response.json()) as { message: string }).message, message);
    }
  });

  async function ask(options: RequestOptions): Promise<IncomingMessage> {
    const request = get({ host: "127.0.0.1", port: url.port, timeout: 5000, ...options });
    const [response] = (await once(request, "response")) as [IncomingMessage];
    response.resume();
    return response;
  }
});

function post(body: unknown): RequestInit & { headers: Record<string, string> } {
  return {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
    signal: AbortSignal.timeout(5000),
  };
}
