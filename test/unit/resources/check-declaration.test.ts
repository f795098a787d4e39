import assert from "node:assert/strict";
import { describe, it } from "node:test";
import {
  checkDeclaration,
  DeclarationError,
  type Equipment,
  isPersisted,
  sensorsOf,
  withLayer,
} from "../../../firmware/resources/check-declaration.js";
import { defineDevice, type ResourceDefinition } from "../../../firmware/resources/definition.js";

const equipment: Equipment = {
  sensors: { climate: () => ({ sample: () => ({}) }) },
  outputs: { led: { write: () => undefined } },
};

const good: ResourceDefinition = { format: "boolean", settable: true, initial: false };
const measured: ResourceDefinition = {
  format: "number",
  source: "climate.temperature",
  report: { intervalSeconds: 60 },
};

function check(resources: Record<string, ResourceDefinition>): string[] {
  return [...checkDeclaration({ resources }, equipment).keys()];
}

/** The declaration is refused, and the message names the resource. */
function refuses(alias: string, resources: Record<string, ResourceDefinition>, problem: RegExp): void {
  assert.throws(
    () => check({ good, ...resources }),
    (error) => {
      assert.ok(error instanceof DeclarationError);
      assert.ok(error.message.startsWith(`resource "${alias}": `), error.message);
      assert.match(error.message, problem);
      return true;
    },
  );
}

describe("a declaration", () => {
  it("that makes sense is served in full", () => {
    assert.deepEqual(check({ good, measured, lamp: { ...good, sink: "led" } }), ["good", "measured", "lamp"]);
  });

  it("without resources is refused", () => {
    assert.throws(() => check({}), /DeclarationError: the device has no resources: declare at least one/);
  });

  it("takes a stand-in where the board has no such sensor, and its own sensor before the board's", () => {
    const [standIn, own] = [() => ({ sample: () => ({}) }), () => ({ sample: () => ({}) })];
    const declaration = {
      resources: {},
      standIns: { climate: standIn, air: standIn },
      sensors: { water: own },
    };
    const { climate } = equipment.sensors;
    assert.deepEqual(sensorsOf(declaration, equipment), { climate, air: standIn, water: own });
    assert.equal(sensorsOf({ resources: {}, sensors: { climate: own } }, equipment).climate, own);
  });

  it("loses its optional resources on a board that lacks their sensor or output", () => {
    assert.deepEqual(
      check({
        good,
        load: { ...measured, source: "computer.load", optional: true },
        relay: { ...good, sink: "relay", optional: true },
      }),
      ["good"],
    );
  });

  it("of which a board can serve nothing is refused", () => {
    assert.throws(() => check({ relay: { ...good, sink: "relay", optional: true } }), /no resources/);
  });

  it("brings sensors of its own beside those of the board", () => {
    const own = defineDevice({
      sensors: { bench: () => ({ sample: () => ({ x: 1 }) }) },
      resources: { x: { format: "number", source: "bench.x", report: { intervalSeconds: 1 } } },
    });
    assert.deepEqual([...checkDeclaration(own, equipment).keys()], ["x"]);
  });

  it("is checked also where a resource is optional and left out", () => {
    refuses("relay", { relay: { ...good, sink: "relay", optional: true, initial: 7 as never } }, /initial/);
  });
});

const n = (more: object): ResourceDefinition => ({ format: "number", ...more }) as ResourceDefinition;
const s = (more: object): ResourceDefinition => ({ format: "string", ...more }) as ResourceDefinition;
const settable = { settable: true, initial: 0 };
const report = (more: object): ResourceDefinition =>
  ({ ...measured, report: { intervalSeconds: 60, ...more } }) as ResourceDefinition;

/** What is refused, and what the message says about it. */
const refused: Record<string, readonly [ResourceDefinition, RegExp]> = {
  "a range the wrong way round": [n({ ...settable, range: [5, 1] }), /^.*range: 5 is more than 1; put/],
  "a range that is no number": [n({ ...settable, range: [0, Number.NaN] }), /range/],
  "an empty list of allowed values": [
    n({ ...settable, allowed: [] }),
    /allowed: the list is empty.*leave it out/,
  ],
  "an allowed value of the wrong kind": [
    n({ ...settable, allowed: [0, "1"] }),
    /allowed: "1" is not a finite/,
  ],
  "an allowed value outside the range": [
    n({ ...settable, range: [0, 1], allowed: [0, 2] }),
    /allowed: 2 is outside/,
  ],
  "an initial value of the wrong kind": [
    n({ settable: true, initial: "0" }),
    /initial: "0" is not a finite number/,
  ],
  "an initial value outside the range": [
    n({ settable: true, initial: 9, range: [0, 1] }),
    /initial: 9 is outside/,
  ],
  "an initial value that is not allowed": [
    s({ settable: true, initial: "x", allowed: ["y"] }),
    /initial: "x" is not one/,
  ],
  "an initial document that is no JSON": [
    { format: "json", settable: true, persist: false, initial: "{" },
    /initial: "{" is not a JSON document/,
  ],
  "a settable resource without a value to start with": [
    n({ settable: true }),
    /initial: a settable resource needs/,
  ],
  "a resource that never gets a value": [n({}), /source: nothing gives it a value; name a source/],
  "a resource read and settable at a time": [{ ...measured, settable: true }, /source: .*not both; drop one/],
  "a resource read and moving an output at a time": [{ ...measured, sink: "led" }, /sink: .*drop one/],
  "a source without a property": [
    { ...measured, source: "climate" },
    /source: "climate" must name a sensor and a prop/,
  ],
  "a source with an empty property": [{ ...measured, source: "climate." }, /source: "climate\." must name/],
  "a source with an empty sensor": [
    { ...measured, source: ".temperature" },
    /source: "\.temperature" must name/,
  ],
  "a source without a report policy": [n({ source: "climate.t" }), /report: .*needs a policy, such as/],
  "a report policy without a source": [
    n({ ...settable, report: { intervalSeconds: 1 } }),
    /report: .*drop the policy/,
  ],
  "a negative deadband": [report({ deadband: -1 }), /report\.deadband: must be 0 or more/],
  "a deadband that is no number": [report({ deadband: Number.NaN }), /report\.deadband/],
  "a heartbeat of nothing": [
    report({ deadband: 1, heartbeatSeconds: 0 }),
    /report\.heartbeatSeconds: must be more/,
  ],
  "a heartbeat without a deadband": [
    report({ heartbeatSeconds: 60 }),
    /report\.heartbeatSeconds: .*add a deadband/,
  ],
  "an interval of nothing": [report({ intervalSeconds: 0 }), /report\.intervalSeconds: must be more than 0/],
  "an interval of more than a day": [report({ intervalSeconds: 86_401 }), /at most 86400/],
  "an interval that is no number": [report({ intervalSeconds: Number.NaN }), /report\.intervalSeconds/],
  "an interval from a resource that is not there": [
    report({ intervalSeconds: "x" }),
    /there is no resource "x"/,
  ],
  "an interval from a method of every object": [
    report({ intervalSeconds: "toString" }),
    /there is no resource/,
  ],
  "an interval from a resource that is no number": [
    report({ intervalSeconds: "good" }),
    /"good" must be a number/,
  ],
  "a persistent resource that is not settable": [n({ initial: 1, persist: true }), /persist: only settable/],
  "a document kept in flash": [
    { format: "json", settable: true, initial: "{}" },
    /persist: .*persist: false/,
  ],
  "a text of any length kept in flash": [s({ settable: true, initial: "" }), /persist: .*maxLength/],
  "a text too long for flash": [s({ settable: true, initial: "", maxLength: 1201 }), /up to 1200 characters/],
  "a length that is no whole number": [
    s({ settable: true, initial: "", maxLength: Number.NaN }),
    /maxLength: must be/,
  ],
  "a length of nothing": [s({ settable: true, initial: "", maxLength: 0 }), /maxLength: must be/],
  "a sensor that the board lacks": [
    { ...measured, source: "pump.speed" },
    /source: .*no sensor "pump"; .*optional/,
  ],
  "an output that the board lacks": [{ ...good, sink: "relay" }, /sink: .*no output "relay"; .*optional/],
};

describe("a declaration is refused for", () => {
  for (const [what, [definition, problem]] of Object.entries(refused)) {
    it(what, () => refuses("level", { level: definition }, problem));
  }

  for (const range of [undefined, [0, 60], [1, 86_401], [-1, 60]] as const) {
    it(`an interval from a resource that may hold ${range === undefined ? "anything" : range.join(" to ")}`, () => {
      const interval = n({ settable: true, initial: 10, ...(range === undefined ? {} : { range }) });
      refuses(
        "t",
        { t: report({ intervalSeconds: "interval" }), interval },
        /"interval" needs a range above 0/,
      );
    });
  }

  for (const character of [".", "$", "/", "+", "#", " ", "\n", "\u0000"]) {
    it(`an alias with ${JSON.stringify(character)} (CN-MOD-1)`, () => {
      const alias = `a${character}b`;
      refuses(alias, { [alias]: good }, /the alias must not contain .*use letters/);
    });
  }

  it("an empty alias, or one of more than 64 characters", () => {
    refuses("", { "": good }, /1 to 64 characters/);
    refuses("a".repeat(65), { ["a".repeat(65)]: good }, /1 to 64 characters/);
  });
});

describe("what the cloud wrote", () => {
  it("is kept where a resource is settable, unless the declaration says otherwise", () => {
    assert.equal(isPersisted(good), true);
    assert.equal(isPersisted({ ...good, persist: false }), false);
    assert.equal(isPersisted(measured), false);
  });

  it("may be a text of up to 1200 characters, or one of those listed", () => {
    check({
      a: s({ settable: true, initial: "", maxLength: 1200 }),
      b: s({ ...settable, initial: "x", allowed: ["x"] }),
    });
  });
});

describe("a layer's resources", () => {
  it("stand beside the device's own, and none may have the name of another", () => {
    const own = new Map([["a", good]]);
    assert.deepEqual([...withLayer(own, new Map([["b", measured]])).keys()], ["a", "b"]);
    assert.equal(withLayer(own).size, 1);
    assert.throws(
      () => withLayer(own, new Map([["a", measured]])),
      /resource "a": the layer brings one of this name/,
    );
  });

  it("may be all that a device has", () => {
    const layer = () => ({ definitions: new Map(), accept: () => undefined, poll: () => undefined });
    assert.equal(checkDeclaration({ resources: {}, layer }, { sensors: {}, outputs: {} }).size, 0);
  });
});
