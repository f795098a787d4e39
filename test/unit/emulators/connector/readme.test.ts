import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { CLAUSES, clauseTests } from "../../../support/connector-clauses.js";
import { README, withTables } from "../../../support/connector-readme.js";

const text = readFileSync(README, "utf8");

test("every clause of the interface reference has a test with its id in the name", () => {
  const tested = new Set(clauseTests().map(({ clause }) => clause));
  assert.deepEqual(
    CLAUSES.filter((clause) => !tested.has(clause)),
    [],
  );
});

test("no test names a clause that the interface reference does not have", () => {
  assert.deepEqual(
    clauseTests().filter(({ clause }) => !CLAUSES.includes(clause)),
    [],
  );
});

test("the tables of the README are those of the code and the tests", () => {
  const renew = "node --import tsx test/support/connector-readme.ts";
  assert.equal(withTables(text), text, `the README is stale; renew it with: ${renew}`);
});
