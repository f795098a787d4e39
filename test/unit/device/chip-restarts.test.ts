import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { RunRecord } from "../../../firmware/device/run-record.js";
import { ChipRestarts } from "../../../manifests/platform/esp32/restarts.js";
import { FakeFlash } from "../../support/fake-flash.js";

/** Numbers of ESP-IDF's `esp_reset_reason_t`. */
const [powerOn, software, watchdog] = [1, 3, 6];

/** A chip that came up for this reason, over what a run before left in flash; without flash its NVS cannot be opened. */
function chip(resetReason: number, flash?: FakeFlash) {
  const calls: string[] = [];
  const restarts = new ChipRestarts({
    chip: { resetReason: () => resetReason, restart: () => calls.push("restart") },
    open: () => {
      if (flash === undefined) throw new Error("no NVS");
      return flash;
    },
    shorten: (text) => text.slice(0, 200),
  });
  return { restarts, calls };
}

describe("restarts of an ESP32", () => {
  it("tell one that was asked for from an abort, once", () => {
    const flash = new FakeFlash();
    chip(powerOn, flash).restarts.restart();
    assert.equal(chip(software, flash).restarts.reason, "software");
    assert.equal(chip(software, flash).restarts.reason, "abort");
  });

  it("leave a memo, which counts as gone after power-on", () => {
    const flash = new FakeFlash();
    chip(powerOn, flash).restarts.writeMemo("x".repeat(300));
    assert.equal(chip(watchdog, flash).restarts.readMemo(), "x".repeat(200));
    assert.equal(chip(powerOn, flash).restarts.readMemo(), undefined);
  });

  const broken = new FakeFlash();
  broken.readError = new Error("worn out");
  broken.writeError = broken.readError;
  for (const [what, flash] of [
    ["cannot be opened", undefined],
    ["cannot be read", broken],
  ] as const)
    it(`know of themselves what the chip knows where NVS ${what}, and the device starts`, () => {
      assert.equal(chip(watchdog, flash).restarts.reason, "watchdog");
      assert.equal(chip(software, flash).restarts.reason, "unknown");
      const { restarts, calls } = chip(watchdog, flash);
      assert.equal(restarts.readMemo(), undefined);
      assert.equal(new RunRecord(restarts).reason, "watchdog");
      restarts.restart();
      assert.deepEqual(calls, ["restart"]);
    });
});
