import "../../support/xs-globals.js";
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { toSecret } from "../../../firmware/certificate/client-certificate.js";
import type { Network } from "../../../firmware/ports/network.js";
import { pairText, Trial } from "../../../firmware/storage/trial.js";
import { clientPair } from "../../support/client-pair.js";
import { token } from "../../support/fake-device.js";
import { FakeFlash } from "../../support/fake-flash.js";
import { fakeLog } from "../../support/fake-log.js";
import { World } from "../../support/fake-world.js";

/** Taken at the first look, and told with its time (CN-RES-3). */
const firstReading = '$resource.batch=[{"timestamp":1767225600000000,"values":{"t":20}}]';

describe("a device in one piece", () => {
  it("activates itself, logs in, reports, and takes a write", () => {
    const world = new World().goOnline();
    const { client } = world.platform;
    assert.equal(client.options.host, "c1.m2.localhost");
    assert.deepEqual([client.options.user, client.options.password], ["AA:BB:CC:DD:EE:FF", token]);
    assert.deepEqual(client.published, [firstReading]);
    world.time.advance(2000);
    assert.equal(client.published.at(-1), "$resource/led=false");
    client.receive("$resource/led", "true");
    assert.equal(client.published.at(-1), "$resource/led=true");
    assert.deepEqual(world.lamp, [false, true]);
  });

  it("finds its token and the written values after a restart", () => {
    const first = new World().goOnline();
    first.platform.client.receive("$resource/led", "true");
    const world = new World({}, first.domains);
    assert.deepEqual(world.lamp, [true]);
    world.time.advance(20);
    assert.equal(world.platform.client.options.password, token);
    assert.ok(!world.events.some(({ event }) => event === "activated"));
  });

  it("goes on reading its sensors while the cloud is away, and tells it all afterwards", () => {
    const world = new World();
    world.time.advance(25_000);
    world.goOnline();
    const published = world.platform.client.published.join("\n");
    assert.match(published, /^\$resource\.batch=\[.*"t":20.*"t":20.*\]$/m);
  });

  it("gives the cloud what a sensor doubts as any other value: there is no place for a quality (CN-MOD-2)", () => {
    const sensors = { probe: () => ({ sample: () => ({ t: 20, quality: "corrupt" }) }) };
    const world = new World({ sensors }).goOnline();
    assert.deepEqual(world.platform.client.published, [firstReading]);
    const doubted = world.events.filter((each) => each.event === "reported" && each.quality === "uncertain");
    assert.equal(doubted.length, 1);
    assert.match(world.log, /t: uncertain: corrupt/);
  });

  it("gives its network a name, as it was set or else made of its identity, and a log that its console shows", () => {
    for (const [hostname, told] of [
      ["boiler", "boiler"],
      ["", "AA-BB-CC-DD-EE-FF"],
    ] as const) {
      let prepared = "";
      const network: Network = {
        prepare: (device) => {
          prepared = device.hostname;
          device.log.warning("wifi", "there is nobody in range");
        },
        start: () => assert.equal(prepared, told),
        restart: () => undefined,
        status: () => ({ kind: "wifi", stage: "link" }),
      };
      const world = new World({ network, defaults: { connectorId: "c1", hostname } });
      assert.equal(prepared, told);
      assert.match(world.log, /nobody in range/);
    }
  });

  it("lives without a cloud, and says what is missing", () => {
    for (const [more, missing] of [
      [{ defaults: {} }, /the setting connectorId is missing/],
      [{ trustedRoots: () => [] }, /a trusted root certificate is missing/],
    ] as const) {
      const world = new World(more);
      world.time.advance(60_000);
      assert.match(world.log, missing);
      assert.equal(world.platform.clients.length, 0);
      assert.deepEqual(world.lamp, [false], "outputs work all the same");
    }
  });

  it("starts with flash that is damaged or fails", () => {
    const broken = new FakeFlash();
    broken.readError = new Error("mismatch");
    broken.writeError = new Error("worn out");
    const world = new World({}, { bowline: broken, values: broken });
    world.time.advance(20);
    assert.match(world.log, /mismatch/);
    assert.ok(
      world.events.some((event) => event.event === "state" && event.state === "refused"),
      "and waits for its credentials",
    );
  });

  it("starts, and says why it knows nothing, where flash cannot be opened", () => {
    const broken = new FakeFlash();
    broken.openError = new Error("no NVS");
    const world = new World({}, { bowline: broken, values: broken, commands: broken });
    world.time.advance(20);
    assert.match(world.log, /no NVS/);
    assert.deepEqual(world.lamp, [false]);
    assert.ok(world.events.some((event) => event.event === "state" && event.state === "refused"));
  });

  it("finds new credentials after their trial, also for the next session of the same run", async () => {
    const pair = await clientPair({ deviceId: "dev-1" });
    const flash = new FakeFlash();
    const options = { domain: flash, log: fakeLog().log };
    const trial = new Trial(options);
    trial.online();
    pairText(options, "staged").write(toSecret(pair).reveal());
    trial.commit({ settings: { authentication: "certificate" }, ca: "same", cert: "staged" });
    const world = new World({}, { bowline: flash });
    for (let session = 0; session < 2; session++) {
      world.time.advance(60_000);
      world.platform.client.accept(8000);
      world.platform.client.break();
    }
    assert.equal(world.events.filter(({ event }) => event === "connected").length, 2, world.log);
  });

  it("does not stumble over an observer that throws", () => {
    const world = new World({
      observe: () => {
        throw new Error("oops");
      },
    });
    assert.doesNotThrow(() => world.goOnline());
    assert.deepEqual(world.platform.client.published, [firstReading]);
    const trial = world.domains.bowline?.values.get("trial");
    assert.match(trial ?? "", /"online":true/, "those after it heard that the device is online");
  });

  it("never shows its token to an observer", () => {
    const world = new World().goOnline();
    world.platform.client.break();
    world.time.advance(60_000);
    assert.ok(!JSON.stringify(world.events).includes(token));
  });
});
