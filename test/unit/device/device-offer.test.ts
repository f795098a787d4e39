import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { failure } from "../../../firmware/device/failure.js";
import { Secret } from "../../../firmware/storage/secret.js";
import { Bench, handOver } from "../../support/fake-device.js";

const refused = failure("bad-credentials");
const secret = "a-password-of-20-chars";

/** A device that has made an offer and got it out. */
function offered(): Bench {
  const bench = new Bench().boot();
  const { callbacks } = bench.adapter.activation;
  callbacks.onOffer(new Secret(secret));
  callbacks.onOffered(new Secret(secret));
  bench.time.advance(handOver);
  return bench;
}

describe("a device that offers its own credentials (CN-PROV-3)", () => {
  it("counts as activated with the first accepted login, not before", () => {
    const bench = offered();
    assert.equal(bench.adapter.session.credentials, secret);
    assert.ok(!bench.events.some(({ event }) => event === "activated"));
    bench.adapter.session.callbacks.onOpen();
    assert.equal(bench.events.filter(({ event }) => event === "activated").length, 1);
    assert.equal(bench.device.state, "online");
  });

  it("knows after a restart that the cloud knows them", () => {
    const first = offered();
    first.adapter.session.callbacks.onOpen();
    const second = new Bench(first.flash).boot();
    second.adapter.session.callbacks.onClosed(refused);
    assert.equal(second.device.state, "refused", "nothing to offer again: the slow pace");
  });

  it("repeats the same offer when the login is refused, because the offer may be lost", () => {
    const bench = offered();
    bench.adapter.session.callbacks.onClosed(refused);
    assert.equal(bench.device.state, "waiting", "at the normal pace");
    bench.time.advance(10_000);
    assert.equal(bench.device.state, "activating");
    assert.equal(bench.adapter.activation.offered, secret);
  });

  it("tries to log in when the repeated offer fails, because the one before may have arrived", () => {
    const bench = offered();
    bench.adapter.session.callbacks.onClosed(refused);
    bench.time.advance(10_000);
    bench.adapter.activation.callbacks.onClosed(failure("activation-closed"));
    bench.time.advance(10_000);
    assert.equal(bench.adapter.sessions.length, 2);
    assert.equal(bench.adapter.session.credentials, secret);
  });

  it("logs in after a power cut between the offer and the login", () => {
    const first = new Bench().boot();
    first.adapter.activation.callbacks.onOffer(new Secret(secret));
    const second = new Bench(first.flash).boot();
    assert.equal(second.adapter.activations.length, 0);
    assert.equal(second.adapter.session.credentials, secret);
    second.adapter.session.callbacks.onOpen();
    assert.equal(second.events.filter(({ event }) => event === "activated").length, 1);
  });

  it("offers nothing that flash does not hold", () => {
    const bench = new Bench().boot();
    bench.flash.writeError = new Error("no room");
    assert.equal(bench.adapter.activation.callbacks.onOffer(new Secret(secret)), false);
    assert.equal(bench.adapter.activation.closed, true);
    assert.equal(bench.device.state, "refused");
  });

  it("goes online where flash fails at the confirmation: the next login confirms it as well", () => {
    const bench = offered();
    bench.flash.writeError = new Error("no room");
    bench.adapter.session.callbacks.onOpen();
    assert.equal(bench.device.state, "online");
    assert.match(bench.lines.join("\n"), /not marked as known/);
  });
});
