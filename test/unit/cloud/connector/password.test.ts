import "../../../support/xs-globals.js";
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { newPassword } from "../../../../firmware/cloud/connector/credentials.js";
import { ConnectorBench } from "../../../support/fake-connector.js";

const topic = "$provision/dev-1";
const password = { authentication: "password" } as const;

describe("an activation by password (CN-PROV-3)", () => {
  it("puts the password into flash before it leaves the device", () => {
    const bench = new ConnectorBench(password);
    bench.activate();
    bench.client.accept(0);
    assert.equal(bench.heard.length, 1, "in flash, and no room to send it yet");
    assert.deepEqual(bench.client.published, []);
    bench.client.writable(4000);
    const [offer = ""] = bench.heard;
    assert.match(offer, /^offer [0-9A-Za-z]{32}$/);
    assert.deepEqual(bench.client.published, [`${topic}=${offer.slice("offer ".length)}`]);
  });

  it("sends nothing where flash does not take it", () => {
    const bench = new ConnectorBench(password);
    bench.flashWorks = false;
    bench.activate();
    bench.client.accept();
    assert.deepEqual(bench.client.published, []);
  });

  it("is through when the cloud has acknowledged the publish, since no answer comes", () => {
    const bench = new ConnectorBench(password);
    bench.activate("a-password-of-before");
    bench.client.accept();
    bench.client.acknowledge(1);
    assert.deepEqual(bench.heard, ["offered a-password-of-before"]);
  });

  it("repeats an offer of unknown fate as it was, never with a new password", () => {
    const bench = new ConnectorBench(password);
    bench.activate("a-password-of-before");
    bench.client.accept();
    assert.deepEqual(bench.client.published, [`${topic}=a-password-of-before`]);
  });

  it("is taken as refused where the cloud closes the connection instead (CN-PROV-7)", () => {
    const bench = new ConnectorBench(password);
    bench.activate();
    bench.client.accept();
    bench.client.break();
    bench.time.advance(1);
    assert.match(bench.heard.at(-1) ?? "", /^closed activation-closed/);
  });

  it("gives up where nothing comes at all", () => {
    const bench = new ConnectorBench(password);
    bench.activate();
    bench.client.accept();
    bench.time.advance(20_000);
    assert.match(bench.heard.at(-1) ?? "", /^closed activation-timeout/);
  });
});

describe("a new password", () => {
  it("has 32 characters, each of 62 as likely as any other", () => {
    let state = 1;
    const noise = (count: number): Uint8Array =>
      Uint8Array.from({ length: count }, () => {
        state = Math.imul(state, 1_103_515_245) + 12_345;
        return state >>> 16;
      });
    const seen = new Map<string, number>();
    for (let i = 0; i < 2000; i++) {
      const text = newPassword(noise).reveal();
      assert.match(text, /^[0-9A-Za-z]{32}$/);
      for (const character of text) seen.set(character, (seen.get(character) ?? 0) + 1);
    }
    assert.equal(seen.size, 62);
    const expected = (2000 * 32) / 62;
    for (const count of seen.values()) assert.ok(Math.abs(count - expected) < expected / 4, `${count}`);
  });

  it("passes over bytes that would favour some characters", () => {
    let calls = 0;
    const text = newPassword((count) => new Uint8Array(count).fill(calls++ === 0 ? 255 : 61)).reveal();
    assert.equal(text, "z".repeat(32));
    assert.equal(calls, 2);
  });
});
