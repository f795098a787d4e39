import assert from "node:assert/strict";
import { it, describe as suite } from "node:test";
import { describe, failure, isSlow, refusal } from "../../../firmware/device/failure.js";

suite("failures", () => {
  it("are told in one line: code, text, and what the layer below said", () => {
    assert.equal(describe(failure("connection-lost")), "connection-lost: the connection was lost");
    assert.equal(
      describe(failure("tls-failed", new Error("certificate has expired"))),
      "tls-failed: TLS failed (certificate has expired)",
    );
  });

  it("carry no control characters, so that a server's text cannot steer a terminal", () => {
    assert.equal(failure("tls-failed", "a\r\nb\u001b[31mc\u009b").detail, "a  b [31mc ");
  });

  it("cut long details at 200 characters", () => {
    const { detail = "" } = failure("internal", "x".repeat(5000));
    assert.equal(detail.length, 200);
    assert.ok(detail.endsWith("…"));
  });

  it("take anything that was thrown as a detail", () => {
    for (const [thrown, detail] of [
      [null, "null"],
      [7, "7"],
      [{}, "[object Object]"],
      ["", ""],
    ] as const) {
      assert.equal(failure("internal", thrown).detail, detail);
    }
  });

  const refusals = [
    [1, "bad-protocol", true],
    [2, "bad-identifier", true],
    [3, "unavailable", false],
    [4, "bad-credentials", true],
    [5, "not-authorized", true],
    [6, "unknown-refusal", true],
    [255, "unknown-refusal", true],
  ] as const;
  for (const [returnCode, code, slow] of refusals) {
    it(`CONNACK ${returnCode} means ${code}, retried at the ${slow ? "slow" : "normal"} pace`, () => {
      assert.equal(refusal(returnCode).code, code);
      assert.equal(isSlow(refusal(returnCode)), slow);
    });
  }

  it("name an unknown CONNACK code", () => {
    assert.match(describe(refusal(77)), /CONNACK 77/);
  });

  it("that pass by themselves are retried at the normal pace", () => {
    for (const code of [
      "dns-failed",
      "connect-failed",
      "connect-timeout",
      "connect-closed",
      "tls-failed",
      "connection-lost",
      "acknowledge-timeout",
      "activation-timeout",
      "activation-closed",
    ] as const) {
      assert.equal(isSlow(failure(code)), false, code);
    }
    for (const code of ["bad-token", "storage-failed"] as const)
      assert.equal(isSlow(failure(code)), true, code);
  });
});
