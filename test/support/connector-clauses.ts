import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const TESTS = fileURLToPath(new URL("..", import.meta.url));
/** Where the tests of the Connector emulator are. */
const FOLDERS = ["rules/connector", "unit/emulators/connector", "peers"];

/** How many clauses each part of the interface reference has; their numbers begin at 1. */
const PARTS = Object.freeze({ TLS: 5, AUTH: 1, PROV: 7, SES: 13, RES: 6, CON: 1, MOD: 4 });

/** Every clause of the interface reference, in its order. */
export const CLAUSES: readonly string[] = Object.entries(PARTS).flatMap(([part, count]) =>
  Array.from({ length: count }, (_, index) => `CN-${part}-${index + 1}`),
);

export interface ClauseTest {
  readonly clause: string;
  readonly name: string;
  /** Path below `test/`. */
  readonly file: string;
}

/** The first argument of `test(…)`, whatever its quotes. */
const TEST_NAME = /^\s*(?:await t\.)?test\(\s*("(?:[^"\\]|\\.)*"|`(?:[^`\\]|\\.)*`)/gm;
const CLAUSE = /CN-[A-Z]+-\d+/g;

/** One entry for each clause that a test names, in the order of the clauses. */
export function clauseTests(): ClauseTest[] {
  const found = FOLDERS.flatMap((folder) =>
    readdirSync(join(TESTS, folder))
      .filter((file) => file.endsWith(".test.ts"))
      .sort()
      .flatMap((file) => testsIn(`${folder}/${file}`)),
  );
  return found.sort((a, b) => CLAUSES.indexOf(a.clause) - CLAUSES.indexOf(b.clause));
}

function testsIn(file: string): ClauseTest[] {
  const source = readFileSync(join(TESTS, file), "utf8");
  return [...source.matchAll(TEST_NAME)].flatMap(([, quoted = ""]) => {
    const text = quoted.slice(1, -1).replaceAll('\\"', '"');
    // A name that is made for each case of a table shows where the cases differ.
    const name = text.replaceAll(/\$\{[^}]*\}/g, "…");
    return [...new Set(name.match(CLAUSE))].map((clause) => ({ clause, name, file }));
  });
}
