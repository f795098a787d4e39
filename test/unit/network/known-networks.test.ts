import assert from "node:assert/strict";
import { beforeEach, describe, it } from "node:test";
import { KnownNetworks } from "../../../firmware/network/known-networks.js";
import { WiFiCredentialsError, wifiCredentials } from "../../../firmware/network/wifi-credentials.js";
import { FakeFlash } from "../../support/fake-flash.js";
import { fakeLog } from "../../support/fake-log.js";

const names = (known: KnownNetworks) => known.list().map(({ ssid }) => ssid);
const network = (ssid: string, passphrase = "passphrase") => wifiCredentials(ssid, passphrase);

describe("the networks that worked", () => {
  let flash: FakeFlash;
  const open = (builtIn?: string) =>
    new KnownNetworks({
      domain: flash,
      log: fakeLog().log,
      builtIn: builtIn === undefined ? undefined : network(builtIn),
    });

  beforeEach(() => {
    flash = new FakeFlash();
  });

  it("keeps the last good one first over a restart, and four of them", () => {
    const known = open();
    for (const ssid of ["a", "b", "c", "d", "e", "c"]) known.worked(network(ssid));
    assert.deepEqual(names(open()), ["c", "e", "d", "b"]);
  });

  it("takes a new passphrase for a known name", () => {
    const known = open();
    known.worked(network("a", "old passphrase"));
    known.worked(network("a", "new passphrase"));
    assert.deepEqual(
      open()
        .list()
        .map(({ passphrase }) => passphrase.reveal()),
      ["new passphrase"],
    );
  });

  it("puts the network of the build last and never stores it", () => {
    const known = open("built");
    known.worked(network("built"));
    assert.equal(flash.written.length, 0);
    known.worked(network("a"));
    assert.deepEqual(names(known), ["a", "built"]);
    assert.doesNotMatch([...flash.values.values()].join(), /built/);
  });

  it("are out of the way during a trial of another, which is not stored, and read anew afterwards", () => {
    const known = open("built");
    known.worked(network("a"));
    known.confine(network("tried"));
    known.worked(network("tried"));
    assert.deepEqual(names(known), ["tried"]);
    assert.deepEqual(names(open()), ["a"]);
    open().worked(network("tried"));
    known.confine();
    assert.deepEqual(names(known), ["tried", "a", "built"]);
  });

  it("forgets one, or all", () => {
    const known = open();
    for (const ssid of ["a", "b"]) known.worked(network(ssid));
    known.forget("b");
    assert.deepEqual(names(open()), ["a"]);
    known.forget();
    assert.deepEqual(names(open()), []);
  });

  it("goes on with the network of the build where flash cannot be read, and with the rest where an entry is damaged", () => {
    flash.values.set(
      "wifi",
      JSON.stringify({ schema: 1, networks: [{ ssid: 3 }, { ssid: "a", psk: "passphrase" }, null] }),
    );
    assert.deepEqual(names(open()), ["a"]);
    flash.readError = new Error("flash");
    const known = open("built");
    assert.deepEqual(names(known), ["built"]);
    assert.equal(known.isRead, false);
    flash.readError = undefined;
    assert.deepEqual(names(known), ["a", "built"]);
    assert.equal(known.isRead, true);
  });

  it("forgets nothing where flash could not be read when a network worked", () => {
    const known = open();
    for (const ssid of ["a", "b"]) known.worked(network(ssid));
    flash.readError = new Error("flash");
    const later = open();
    assert.throws(() => later.worked(network("c")), /cannot be read/);
    assert.throws(() => later.forget("a"), /cannot be read/);
    flash.readError = undefined;
    assert.deepEqual(names(open()), ["b", "a"]);
  });

  it("shows a passphrase nowhere by accident", () => {
    assert.doesNotMatch(JSON.stringify(network("a", "my secret words")), /secret/);
  });
});

describe("Wi-Fi credentials", () => {
  const refused: readonly [string, string, string, RegExp][] = [
    ["an empty name", "", "", /wifi\.ssid: is empty/],
    ["a name of 33 bytes", `${"ä".repeat(16)}x`, "", /33 bytes in UTF-8/],
    ["a NUL in the name", "a\0b", "", /NUL/],
    ["a passphrase of 7 characters", "a", "1234567", /8 to 63/],
    ["a passphrase of 64 characters that are no key", "a", "x".repeat(64), /64 hex digits/],
    ["a passphrase outside ASCII", "a", "pässphräse", /printable ASCII/],
  ];
  for (const [what, ssid, passphrase, message] of refused)
    it(`refuse ${what}`, () => {
      assert.throws(
        () => wifiCredentials(ssid, passphrase),
        (error) =>
          error instanceof WiFiCredentialsError &&
          message.test(error.message) &&
          !error.message.includes("x".repeat(9)),
      );
    });

  it("accept 32 bytes, an open network, a passphrase of 8 or 63, and a key of 64 hex digits", () => {
    for (const [ssid, passphrase] of [
      ["x".repeat(32), ""],
      ["a b", "12345678"],
      ["a", "x".repeat(63)],
      ["a", "0aF9".repeat(16)],
    ] as const)
      assert.equal(wifiCredentials(ssid, passphrase).ssid, ssid);
  });
});
