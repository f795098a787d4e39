import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { failure } from "../../../firmware/device/failure.js";
import { Secret } from "../../../firmware/storage/secret.js";
import { Bench, handOver, pace, token } from "../../support/fake-device.js";
import { FakeFlash } from "../../support/fake-flash.js";

describe("a device without credentials", () => {
  it("activates itself, stores the token and logs in with it", () => {
    const bench = new Bench().boot();
    bench.activate();
    assert.equal(bench.adapter.session.credentials, token);
    bench.adapter.session.callbacks.onOpen();
    assert.deepEqual(bench.states, ["network", "clock", "activating", "connecting", "online"]);
  });

  it("stores the token before anything else happens (CN-PROV-2)", () => {
    let storedAt: readonly string[] | undefined;
    const bench = new Bench(undefined, {
      credentials: {
        read: () => undefined,
        write: () => {
          storedAt = [...bench.heard];
          assert.equal(bench.adapter.activation.closed, false, "not even the connection is closed before");
          assert.equal(bench.adapter.sessions.length, 0);
        },
      },
    }).boot();
    bench.activate();
    assert.deepEqual(storedAt, ["network", "clock", "activating"]);
    assert.deepEqual(bench.heard.slice(3), ["activated", "connecting"]);
  });

  it("lets the anonymous connection go before it logs in: two TLS sessions do not fit into a small heap", () => {
    const bench = new Bench().boot();
    const { activation } = bench.adapter;
    activation.callbacks.onCredentials(new Secret(token));
    assert.equal(activation.closed, true);
    assert.equal(bench.adapter.sessions.length, 0);
    bench.time.advance(handOver);
    assert.equal(bench.adapter.sessions.length, 1);
  });

  it("finds the stored token after a power cut between receipt and use (failure story 1)", () => {
    const flash = new FakeFlash();
    new Bench(flash).boot().activate();
    // Power is cut here: nothing of the first device is left but its flash.
    const bench = new Bench(flash).boot();
    assert.equal(bench.adapter.activations.length, 0);
    assert.equal(bench.adapter.session.credentials, token);
    assert.deepEqual(bench.states, ["network", "clock", "connecting"]);
  });

  it("asks again after a power cut before the token arrived", () => {
    const flash = new FakeFlash();
    new Bench(flash).boot();
    assert.equal(new Bench(flash).boot().adapter.activations.length, 1);
  });

  it("tries again after a failed activation and says why", () => {
    const bench = new Bench().boot();
    bench.adapter.activation.callbacks.onClosed(failure("activation-timeout"));
    assert.equal(bench.device.state, "waiting");
    assert.deepEqual(bench.events.at(-1), {
      event: "state",
      state: "waiting",
      reason: "activation-timeout: no answer to the activation",
      retryIn: pace.normal,
    });
    bench.time.advance(pace.normal - 1);
    assert.equal(bench.adapter.activations.length, 1);
    bench.time.advance(1);
    assert.equal(bench.adapter.activations.length, 2);
  });

  it("tries again at the slow pace after an answer that is no token", () => {
    const bench = new Bench().boot();
    bench.adapter.activation.callbacks.onClosed(failure("bad-token"));
    assert.equal(bench.device.state, "refused");
    bench.time.advance(pace.slow);
    assert.equal(bench.adapter.activations.length, 2);
  });

  it("never shows the token in logs or events", () => {
    const bench = new Bench().boot();
    bench.activate();
    bench.adapter.session.callbacks.onOpen();
    bench.adapter.session.callbacks.onClosed(failure("connection-lost"));
    assert.ok(!bench.lines.join("\n").includes(token));
    assert.ok(!JSON.stringify(bench.events).includes(token));
  });
});

describe("a device whose flash fails", () => {
  it("does not log in with a token that is not stored", () => {
    const bench = new Bench().boot();
    const { activation } = bench.adapter;
    bench.flash.writeError = new Error("no room");
    bench.activate();
    assert.equal(activation.closed, true);
    assert.equal(bench.adapter.sessions.length, 0);
    assert.equal(bench.device.state, "refused");
    assert.match(bench.lines.at(-1) ?? "", /storage-failed.*no room.*next try in 60\.0 s/);
    assert.ok(!bench.heard.includes("activated"));
  });

  it("keeps the token, which is handed out once, and stores it when flash works again (CN-PROV-2)", () => {
    const bench = new Bench().boot();
    bench.flash.writeError = new Error("no room");
    bench.activate();
    bench.time.advance(pace.slow);
    assert.equal(bench.device.state, "refused", "still no room");
    bench.flash.writeError = undefined;
    bench.time.advance(2 * pace.slow);
    assert.equal(bench.adapter.activations.length, 1, "it does not ask for another one");
    assert.equal(bench.adapter.session.credentials, token);
    assert.deepEqual(bench.heard.slice(-2), ["activated", "connecting"]);
  });

  it("waits for credentials that cannot be read, instead of asking for new ones (failure story 4)", () => {
    const flash = new FakeFlash();
    new Bench(flash).boot().activate();
    flash.readError = new Error("flash is busy");
    const bench = new Bench(flash).boot();
    assert.deepEqual(bench.states, ["network", "clock", "refused"]);
    bench.time.advance(pace.slow);
    assert.deepEqual(bench.states, ["network", "clock", "refused", "refused"]);
    flash.readError = undefined;
    bench.time.advance(2 * pace.slow);
    assert.equal(bench.adapter.activations.length, 0);
    assert.equal(bench.adapter.session.credentials, token);
  });

  it("survives credentials that cannot be read after an ordinary failure", () => {
    const flash = new FakeFlash();
    new Bench(flash).boot().activate();
    const bench = new Bench(flash).boot();
    bench.adapter.session.callbacks.onClosed(failure("connect-failed"));
    flash.readError = new Error("flash is busy");
    bench.time.advance(pace.normal);
    assert.equal(bench.device.state, "refused");
  });

  it("activates again where the stored credentials are damaged, and keeps the damaged ones aside", () => {
    const flash = new FakeFlash();
    new Bench(flash).boot().activate();
    for (const key of flash.values.keys()) flash.values.set(key, "{");
    const bench = new Bench(flash).boot();
    assert.equal(bench.adapter.activations.length, 1);
    assert.ok([...flash.values.keys()].some((key) => key.endsWith("-bad")));
    assert.match(bench.lines.join("\n"), /damaged/);
  });
});
