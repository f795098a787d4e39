import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { ResourceDefinition } from "../../../firmware/resources/definition.js";
import {
  ResourceSet,
  type ResourceSetOptions,
  type ValueKeeper,
} from "../../../firmware/resources/resource-set.js";
import type { Value } from "../../../firmware/resources/value.js";
import { fakeLog } from "../../support/fake-log.js";

const table: Record<string, ResourceDefinition> = {
  temperature: {
    format: "number",
    range: [-40, 85],
    source: "climate.temperature",
    report: { intervalSeconds: 1 },
  },
  led: { format: "boolean", settable: true, initial: false, sink: "lamp" },
  level: { format: "number", settable: true, initial: 5, range: [0, 10] },
  scratch: { format: "string", settable: true, initial: "", persist: false },
};

/** A set of these resources; `steps` tells what happened to flash, outputs and application, in order. */
function make(options: Partial<ResourceSetOptions> = {}, kept: Record<string, Value> = {}) {
  const steps: string[] = [];
  const { log, lines } = fakeLog();
  const keeper: ValueKeeper = {
    read: (alias) => kept[alias],
    write: (alias, value) => {
      steps.push(`keep ${alias}=${value}`);
      kept[alias] = value;
    },
  };
  const resources = new ResourceSet({
    definitions: new Map(Object.entries(table)),
    outputs: { lamp: { write: (value) => steps.push(`lamp=${value}`) } },
    keeper,
    log,
    onWrite: { led: (value) => steps.push(`onWrite led=${value}`) },
    ...options,
  });
  return { resources, steps, lines };
}

const failing = {
  read: () => undefined,
  write: () => {
    throw new Error("no room");
  },
};

describe("resources at start", () => {
  it("have their initial values, and outputs are moved there", () => {
    const { resources, steps } = make();
    assert.equal(resources.value("led"), false);
    assert.equal(resources.value("level"), 5);
    assert.equal(resources.value("temperature"), undefined, "nothing was read yet");
    assert.deepEqual(steps, ["lamp=false"]);
  });

  it("have what the cloud wrote before the restart", () => {
    const { resources, steps } = make({}, { led: true, level: 7 });
    assert.equal(resources.value("led"), true);
    assert.equal(resources.value("level"), 7);
    assert.deepEqual(steps, ["lamp=true"]);
  });

  it("start with the initial value where the kept one is no longer allowed", () => {
    for (const kept of [11, -1, "7", true]) {
      assert.equal(make({}, { level: kept }).resources.value("level"), 5, String(kept));
    }
  });

  it("do not look for a kept value of what is not kept", () => {
    assert.equal(make({}, { scratch: "old", temperature: 3 }).resources.value("scratch"), "");
    assert.equal(make({}, { temperature: 3 }).resources.value("temperature"), undefined);
  });

  it("start with the initial value, and say so, where flash cannot be read", () => {
    const { resources, lines } = make({
      keeper: {
        ...failing,
        read: () => {
          throw new Error("mismatch");
        },
      },
    });
    assert.equal(resources.value("level"), 5);
    assert.match(lines.join("\n"), /error storage: level: .*mismatch/);
  });
});

describe("a write by the cloud", () => {
  it("is kept in flash before it moves anything or is acknowledged", () => {
    const { resources, steps } = make();
    assert.deepEqual(resources.write("led", "true"), { accepted: true, value: true });
    assert.deepEqual(steps, ["lamp=false", "keep led=true", "lamp=true", "onWrite led=true"]);
    assert.equal(resources.value("led"), true);
  });

  it("is refused where a layer does not want it, after the model and before anything changes", () => {
    const asked: Value[] = [];
    const accept = (_alias: string, value: Value): string | undefined => {
      asked.push(value);
      return value === 7 ? "not a lucky number" : undefined;
    };
    const { resources, steps } = make({ accept });
    steps.length = 0;
    assert.deepEqual(resources.write("level", "7"), {
      accepted: false,
      value: 7,
      reason: "not a lucky number",
    });
    resources.write("level", "11");
    assert.deepEqual([resources.value("level"), steps], [5, []]);
    resources.write("level", "6");
    assert.deepEqual([resources.value("level"), asked], [6, [7, 6]]);
  });

  it("is refused, and changes nothing, where a layer throws: the write comes again and must not restart the device each time", () => {
    const { resources, steps, lines } = make({
      accept: () => {
        throw new Error("oops");
      },
    });
    assert.deepEqual(resources.write("level", "7"), {
      accepted: false,
      value: 7,
      reason: "could not be judged (Error: oops)",
    });
    assert.deepEqual([resources.value("level"), steps], [5, ["lamp=false"]]);
    assert.equal(lines.at(-1), "error app: level: accept failed: Error: oops");
  });

  it("is refused, and changes nothing, where flash does not take it", () => {
    const { resources, steps } = make({ keeper: failing });
    const outcome = resources.write("led", "true");
    assert.equal(outcome.accepted, false);
    assert.match(outcome.accepted ? "" : outcome.reason, /could not be stored .*no room/);
    assert.equal(resources.value("led"), false);
    assert.deepEqual(steps, ["lamp=false"]);
  });

  it("of the present value is accepted and spares the flash", () => {
    const { resources, steps } = make();
    assert.equal(resources.write("led", "false").accepted, true);
    assert.deepEqual(steps, ["lamp=false", "lamp=false", "onWrite led=false"]);
  });

  it("of a resource that is not kept does not touch the flash", () => {
    const { resources, steps } = make();
    assert.equal(resources.write("scratch", "x").accepted, true);
    assert.deepEqual(steps, ["lamp=false"]);
    assert.equal(resources.value("scratch"), "x");
  });

  const refused = [
    ["pump", "1", "unknown resource"],
    ["temperature", "20", "not settable"],
    ["led", "on", "not a boolean"],
    ["level", "11", "outside 0 to 10"],
    ["level", "0x1", "not a number"],
    ["toString", "1", "unknown resource"],
  ] as const;
  for (const [alias, payload, reason] of refused) {
    it(`of ${payload} to ${alias} is refused: ${reason}`, () => {
      const { resources, steps } = make();
      const outcome = resources.write(alias, payload);
      assert.equal(outcome.accepted ? undefined : outcome.reason, reason);
      assert.deepEqual(steps, ["lamp=false"], "nothing but the start moved the output or the flash");
    });
  }

  it("is acknowledged although the output fails; the failure is in the log", () => {
    const { resources, lines } = make({
      outputs: {
        lamp: {
          write: () => {
            throw new Error("pin is in use");
          },
        },
      },
    });
    assert.equal(resources.write("led", "true").accepted, true);
    assert.equal(resources.value("led"), true);
    assert.equal(lines.at(-1), "error output: led: lamp failed: Error: pin is in use");
  });

  it("survives an application that throws", () => {
    const { resources, lines } = make({
      onWrite: {
        led: () => {
          throw new Error("oops");
        },
      },
    });
    assert.equal(resources.write("led", "true").accepted, true);
    assert.equal(lines.at(-1), "error app: led: onWrite failed: Error: oops");
  });
});

describe("a value from a sensor", () => {
  it("is taken where the model allows it", () => {
    const { resources } = make();
    assert.equal(resources.observe("temperature", 21.5), undefined);
    assert.equal(resources.value("temperature"), 21.5);
  });

  it("is left out with the reason where it does not", () => {
    const { resources } = make();
    resources.observe("temperature", 21.5);
    assert.equal(resources.observe("temperature", 900), "outside -40 to 85");
    assert.equal(resources.observe("temperature", Number.NaN), "not a finite number");
    assert.equal(resources.observe("pressure", 1), "unknown resource");
    assert.equal(resources.value("temperature"), 21.5);
  });
});
