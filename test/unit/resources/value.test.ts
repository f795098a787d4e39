import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import type { ResourceDefinition } from "../../../firmware/resources/definition.js";
import { fromPayload, objection, toPayload, type Value } from "../../../firmware/resources/value.js";

const number: ResourceDefinition = { format: "number" };
const text: ResourceDefinition = { format: "string" };
const truth: ResourceDefinition = { format: "boolean" };
const document: ResourceDefinition = { format: "json" };

function accepts(definition: ResourceDefinition, payload: string, value: Value): void {
  assert.deepEqual(fromPayload(definition, payload), { accepted: true, value });
}

function refuses(definition: ResourceDefinition, payload: string, reason: string): void {
  const outcome = fromPayload(definition, payload);
  assert.equal(outcome.accepted, false);
  assert.equal(outcome.accepted ? "" : outcome.reason, reason);
}

describe("a number from the cloud (CN-RES-1)", () => {
  for (const [payload, value] of [
    ["0", 0],
    ["-12.5", -12.5],
    ["1e3", 1000],
    ["2.5E-2", 0.025],
    ["1E+2", 100],
  ] as const) {
    it(`may be written ${payload}`, () => accepts(number, payload, value));
  }

  const odd = [
    "",
    " ",
    " 1",
    "1 ",
    "1\n",
    "0x10",
    "0b1",
    "1_000",
    "1,5",
    "+1",
    ".5",
    "5.",
    "007",
    "--1",
    "1e",
    "NaN",
  ];
  for (const payload of [...odd, "Infinity", "1e999", "-1e999", "true", "null", '"1"', "[1]", "１"]) {
    it(`must not be ${JSON.stringify(payload)}`, () => refuses(number, payload, "not a number"));
  }

  it("must lie in the range, ends included", () => {
    const definition: ResourceDefinition = { format: "number", range: [-40, 85] };
    accepts(definition, "-40", -40);
    accepts(definition, "85", 85);
    refuses(definition, "85.001", "outside -40 to 85");
    refuses(definition, "-40.001", "outside -40 to 85");
  });

  it("must be one of those allowed, where they are listed (CN-MOD-1)", () => {
    const definition: ResourceDefinition = { format: "number", allowed: [1, 2, 4] };
    accepts(definition, "4", 4);
    refuses(definition, "3", "not one of 1, 2, 4");
  });

  it("that is refused is told as it was understood", () => {
    const definition: ResourceDefinition = { format: "number", range: [0, 1] };
    assert.equal(fromPayload(definition, "2.0").value, 2);
    assert.equal(fromPayload(definition, "two").value, "two");
  });
});

describe("a text from the cloud (CN-RES-1)", () => {
  it("is taken as it is, also empty", () => {
    accepts(text, "", "");
    accepts(text, ' "quoted" \n', ' "quoted" \n');
  });

  it("must not be longer than the declaration allows", () => {
    const definition: ResourceDefinition = { format: "string", maxLength: 3 };
    accepts(definition, "abc", "abc");
    refuses(definition, "abcd", "longer than 3 characters");
  });

  it("must be one of those allowed, where they are listed (CN-MOD-1)", () => {
    const definition: ResourceDefinition = { format: "string", allowed: ["on", "off"] };
    accepts(definition, "on", "on");
    refuses(definition, "On", "not one of on, off");
  });
});

describe("a truth value from the cloud (CN-RES-1)", () => {
  it("is true or false, written so", () => {
    accepts(truth, "true", true);
    accepts(truth, "false", false);
    for (const payload of ["", "1", "0", "True", " true", "on", "null"])
      refuses(truth, payload, "not a boolean");
  });
});

describe("a JSON document from the cloud (CN-RES-6)", () => {
  it("is carried as its text, unchanged", () => {
    for (const payload of ['{"a": [1, 2]}', "[]", "null", "7", '"text"']) accepts(document, payload, payload);
  });

  it("must be JSON", () => {
    for (const payload of ["", "{", "{'a':1}", "undefined", "{} x"]) {
      refuses(document, payload, "not a JSON document");
    }
  });
});

describe("a value of the wrong kind", () => {
  it("is no value of its resource, wherever it came from", () => {
    assert.equal(objection(number, "1"), "not a finite number");
    assert.equal(objection(number, Number.NaN), "not a finite number");
    assert.equal(objection(number, Infinity), "not a finite number");
    assert.equal(objection(text, 1), "not a string");
    assert.equal(objection(truth, "true"), "not true or false");
    assert.equal(objection(document, true), "not a JSON document");
  });
});

describe("a value on its way to the cloud (CN-RES-1)", () => {
  it("is written in its resource's format", () => {
    assert.equal(toPayload(21.5), "21.5");
    assert.equal(toPayload(true), "true");
    assert.equal(toPayload("as it is"), "as it is");
    assert.equal(toPayload('{"a":1}'), '{"a":1}');
  });

  it("comes back the same when the cloud writes it", () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (value) => {
        const outcome = fromPayload(number, toPayload(value));
        assert.equal(outcome.accepted, true);
        assert.ok(outcome.value === value, "0 and -0 are the same number");
      }),
    );
    fc.assert(fc.property(fc.string(), (value) => accepts(text, toPayload(value), value)));
  });
});
