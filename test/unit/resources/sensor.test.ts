import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { type Sample, valueAt } from "../../../firmware/resources/sensor.js";

const sample = { thermometer: { temperature: 21.5 }, alert: false, name: "a", absent: undefined };

describe("a path in a sample", () => {
  it("leads to a value, in groups or without", () => {
    assert.equal(valueAt(sample, ["thermometer", "temperature"]), 21.5);
    assert.equal(valueAt(sample, ["alert"]), false);
    assert.equal(valueAt(sample, ["name"]), "a");
  });

  it("that leads nowhere, or to a group, is undefined", () => {
    for (const path of [
      ["absent"],
      ["nothing"],
      ["thermometer"],
      ["thermometer", "x"],
      ["name", "length"],
      [],
    ]) {
      assert.equal(valueAt(sample, path), undefined, path.join("."));
    }
    assert.equal(valueAt(undefined, ["temperature"]), undefined);
  });

  it("survives the null of a driver that knows no undefined", () => {
    const careless = JSON.parse('{"thermometer":null,"pressure":null}') as Sample;
    assert.equal(valueAt(careless, ["thermometer", "temperature"]), undefined);
    assert.equal(valueAt(careless, ["pressure"]), undefined);
    assert.equal(valueAt(JSON.parse("null") as Sample, ["pressure"]), undefined);
  });
});
