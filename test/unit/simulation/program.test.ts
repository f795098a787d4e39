import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { bundleFirmware, SubstitutionError, substituted } from "../../../host-sim/simulation/program.js";

const file = "firmware/device/back-off.ts";

describe("the simulated firmware", () => {
  it("has no real time and no chance of its own", async () => {
    const make = await bundleFirmware([
      { file, find: "return this.#failures;", replace: "return Date.now() + Math.random();" },
    ]);
    // The bundle replaces both by something that throws; that it loads says that nothing calls them while loading.
    assert.equal(typeof make().startDevice, "function");
    assert.doesNotMatch(String(make().startDevice), /Date\.now|Math\.random/);
  });

  it("is another one for every run: nothing of one is left in the next", async () => {
    const make = await bundleFirmware();
    assert.notEqual(make().SettingsStore, make().SettingsStore);
  });

  it("takes a defect where its text stands exactly once", () => {
    assert.equal(substituted("a b c", { file, find: "b", replace: "$&x" }), "a $&x c");
    assert.throws(() => substituted("a c", { file, find: "b", replace: "" }), SubstitutionError);
    assert.throws(() => substituted("b b", { file, find: "b", replace: "" }), /holds 2 times/);
  });
});
