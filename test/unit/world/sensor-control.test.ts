import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { SensorControl } from "../../../host-sim/world/sensor-control.js";

describe("the hand on the simulated sensors", () => {
  it("touches nothing until a source is driven", () => {
    const control = new SensorControl();
    assert.deepEqual(control.substitutes("climate"), {});
    assert.equal(control.present("climate.temperature"), undefined);
  });

  it("gives each sensor its own driven properties, by their path", () => {
    const control = new SensorControl();
    control.drive("climate.temperature", 40);
    control.drive("climate.air.humidity", null);
    control.drive("climateroom.temperature", 1);
    assert.deepEqual(control.substitutes("climate"), { temperature: 40, "air.humidity": null });
  });

  it("lets a number glide to its target in the time given and stay there", () => {
    let now = 1000;
    const control = new SensorControl(() => now);
    control.drive("climate.temperature", 8, { from: 20, duration: 60_000 });
    assert.equal(control.present("climate.temperature"), 20);
    now += 15_000;
    assert.equal(control.present("climate.temperature"), 17);
    now += 500_000;
    assert.equal(control.present("climate.temperature"), 8);
    assert.deepEqual([...control.targets()], [["climate.temperature", 8]]);
  });

  it("jumps where there is no number to begin with, or none to go to", () => {
    const control = new SensorControl(() => 0);
    control.drive("a.b", 8, { duration: 1000 });
    control.drive("a.c", null, { from: 3, duration: 1000 });
    assert.deepEqual(control.substitutes("a"), { b: 8, c: null });
  });

  it("releases one source or all", () => {
    const control = new SensorControl();
    for (const source of ["a.b", "a.c", "d.e"]) control.drive(source, true);
    control.release("a.b");
    assert.deepEqual([...control.targets().keys()], ["a.c", "d.e"]);
    control.release();
    assert.equal(control.targets().size, 0);
  });
});
