import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { defineDevice } from "../../../firmware/resources/definition.js";

/** Proved by the compiler: a wrong type here fails `npm run check`. */
describe("a device's declaration", () => {
  it("gives each resource's values their type, narrowed to the allowed ones", () => {
    const taken: unknown[] = [];
    const device = defineDevice({
      resources: {
        mode: { format: "string", allowed: ["normal", "defrost"], settable: true, initial: "normal" },
        level: { format: "number", range: [0, 10], settable: true, initial: 0 },
        step: { format: "number", allowed: [1, 5], settable: true, initial: 1 },
        led: { format: "boolean", settable: true, initial: false },
        plan: { format: "json", settable: true, initial: "{}", persist: false },
      },
      onWrite: {
        mode: (value) => taken.push(value satisfies "normal" | "defrost"),
        level: (value) => taken.push(value satisfies number),
        step: (value) => taken.push(value satisfies 1 | 5),
        led: (value) => taken.push(value satisfies boolean),
        plan: (value) => taken.push(value satisfies string),
      },
    });
    device.onWrite?.mode?.("defrost");
    device.onWrite?.step?.(5);
    // @ts-expect-error: not one of the allowed words
    device.onWrite?.mode?.("boil");
    // @ts-expect-error: a text is no number
    device.onWrite?.level?.("7");
    assert.deepEqual(taken, ["defrost", 5, "boil", "7"]);
  });

  it("refuses, before it runs, what is written for another format", () => {
    const device = defineDevice({
      resources: {
        // @ts-expect-error: a boolean resource does not start with a number
        led: { format: "boolean", initial: 1 },
        temperature: { format: "number", initial: 20 },
      },
    });
    assert.equal(Object.keys(device.resources).length, 2);
  });

  it("knows no write handler for a resource that is not there", () => {
    const device = defineDevice({
      resources: { led: { format: "boolean", settable: true, initial: false } },
      // @ts-expect-error: there is no lamp
      onWrite: { lamp: () => undefined },
    });
    assert.ok(device.onWrite !== undefined);
  });
});
