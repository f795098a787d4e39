import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { SettingError, SettingsStore } from "../../../firmware/storage/settings.js";
import { FakeFlash } from "../../support/fake-flash.js";
import { fakeLog } from "../../support/fake-log.js";

function make(
  defaults: Record<string, unknown> = {},
  flash = new FakeFlash(),
): { store: SettingsStore; flash: FakeFlash; lines: string[] } {
  const { log, lines } = fakeLog();
  return { store: new SettingsStore({ domain: flash, log, defaults }), flash, lines };
}

describe("settings", () => {
  it("have defaults, with which a device comes up at the Connector's public address", () => {
    const { store, lines } = make();
    assert.deepEqual(store.read(), {
      connectorId: "",
      domain: "m2.connect.westpharma.com",
      port: 443,
      deviceId: "",
      deviceName: "",
      hostname: "",
      authentication: "token",
      keepAliveSeconds: 60,
      connectSeconds: 30,
      activationSeconds: 20,
      acknowledgeSeconds: 20,
      retryFirstMilliseconds: 1000,
      retryMostMilliseconds: 300_000,
      stableMilliseconds: 60_000,
      refusedFirstMilliseconds: 60_000,
      refusedMostMilliseconds: 3_600_000,
      clockSyncSeconds: 86_400,
      recoverNetworkSeconds: 600,
      recoverRestartSeconds: 3600,
      safeModeSeconds: 60,
      trialSeconds: 180,
      messageCharacters: 5120,
      outboxDrop: "oldest",
      outboxHoldSeconds: 600,
      outboxLateSeconds: 10,
      outboxReadings: 200,
      replayJitterMilliseconds: 2000,
      replayReadingsPerSecond: 0,
      windowMessages: 8,
      pollMilliseconds: 1000,
      longestWriteBytes: 16_384,
    });
    assert.deepEqual(lines, []);
  });

  it("in flash win over those of the build, and those over the table's", () => {
    const { store } = make({ port: 8883, connectorId: "build" });
    store.write({ connectorId: "flash" });
    const { port, connectorId, domain } = store.read();
    assert.deepEqual([port, connectorId, domain], [8883, "flash", "m2.connect.westpharma.com"]);
  });

  it("are kept over a restart, those written before beside those written now", () => {
    const { store, flash } = make();
    store.write({ port: 8883 });
    store.write({ connectorId: "o33ara2ekbo800000" });
    const { port, connectorId } = make({}, flash).store.read();
    assert.deepEqual([port, connectorId], [8883, "o33ara2ekbo800000"]);
  });

  it("are all in one value, so that a power cut leaves them old or new", () => {
    const { store, flash } = make();
    store.write({ port: 8883, connectorId: "a", domain: "m2.localhost" });
    assert.deepEqual(flash.written, ["settings"]);
  });

  it("of an unknown name are refused, with the names that there are", () => {
    const { store, flash } = make();
    assert.throws(
      () => store.write({ port: 8883, prot: 1 }),
      (error) => error instanceof SettingError && /^setting prot: .*none.*port/.test(error.message),
    );
    assert.deepEqual(flash.written, [], "and nothing of the rest is stored");
  });

  it("named like a method of every object are unknown too", () => {
    assert.throws(() => make().store.write({ constructor: 1 }), SettingError);
    assert.throws(() => make().store.write({ toString: 1 }), SettingError);
  });

  const refused: readonly (readonly [string, unknown, RegExp])[] = [
    ["authentication", "magic", /must be token or password/],
    ["port", 0, /must be 1 to 65535/],
    ["port", 65_536, /must be 1 to 65535/],
    ["port", 443.5, /whole number/],
    ["port", "https", /whole number/],
    ["port", "", /whole number/],
    ["port", " 443", /whole number/],
    ["port", "0x10", /whole number/],
    ["port", "-1", /whole number/],
    ["port", null, /whole number/],
    ["port", Number.NaN, /whole number/],
    ["keepAliveSeconds", 4, /5 to 3600/],
    ["windowMessages", 65, /1 to 64/],
    ["outboxReadings", 0, /1 to 100000/],
    ["deviceId", "a/b", /must not contain "\/"/],
    ["deviceId", "a b", /must not contain " "/],
    ["deviceId", "a#", /must not contain "#"/],
    ["deviceId", "a+", /must not contain "\+"/],
    ["deviceId", "x".repeat(65), /at most 64/],
    ["connectorId", "a.b", /must not contain "\."/],
    ["connectorId", 7, /must be a text/],
    ["domain", "ex\nample", /must not contain "\\n"/],
    ["domain", "m2.exämple", /must not contain "ä"/],
  ];
  for (const [name, value, reason] of refused) {
    it(`${name} = ${JSON.stringify(value)} is refused by name and reason`, () => {
      assert.throws(
        () => make().store.write({ [name]: value }),
        (error) =>
          error instanceof SettingError &&
          error.message.startsWith(`setting ${name}: `) &&
          reason.test(error.message),
      );
    });
  }

  it("take whole numbers as text too, because build tools pass nothing else", () => {
    assert.equal(make({ port: "8883" }).store.read().port, 8883);
  });

  it("that are wrong, in flash or in the build, are reported and count as absent", () => {
    const { store, flash, lines } = make({ port: 70_000, keepAliveSeconds: 20 });
    flash.values.set("settings", JSON.stringify({ schema: 1, port: "x", keepAliveSeconds: 1 }));
    const { port, keepAliveSeconds } = store.read();
    assert.deepEqual([port, keepAliveSeconds], [443, 20]);
    assert.deepEqual(lines, [
      'error settings: port: "x" must be a whole number; ignored',
      "error settings: port: 70000 must be 1 to 65535; ignored",
      "error settings: keepAliveSeconds: 1 must be 5 to 3600; ignored",
    ]);
  });

  it("that are damaged are set aside and reported, and the device starts with its defaults", () => {
    const { store, flash, lines } = make({ connectorId: "build" });
    flash.values.set("settings", "{broken");
    assert.equal(store.read().connectorId, "build");
    assert.equal(flash.values.get("settings-bad"), "{broken");
    assert.equal(lines.length, 1);
  });

  it("that cannot be read are reported, and the device starts with its defaults", () => {
    const { store, flash, lines } = make({ connectorId: "build" });
    flash.readError = new Error("mismatch");
    assert.equal(store.read().connectorId, "build");
    assert.match(lines.join("\n"), /^error settings: .*mismatch/);
  });

  it("are not overwritten while they cannot be read", () => {
    const { store, flash } = make();
    store.write({ port: 8883 });
    flash.readError = new Error("mismatch");
    assert.throws(() => store.write({ connectorId: "a" }), /mismatch/);
    flash.readError = undefined;
    assert.equal(store.read().port, 8883);
  });

  it("unknown to this firmware, from a later one, are kept and ignored", () => {
    const { store, flash, lines } = make();
    flash.values.set("settings", JSON.stringify({ schema: 1, fromTheFuture: 1 }));
    store.write({ port: 8883 });
    assert.match(flash.values.get("settings") ?? "", /fromTheFuture/);
    assert.equal(store.read().port, 8883);
    assert.deepEqual(lines, []);
  });
});
