import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { defects } from "./defects/table.js";
import { type Find, hunt } from "./hunt.js";

/**
 * Hunts for every deliberate defect and writes into `docs/simulation.md` by which seed and after how many simulated days each is found:
 * `node --import tsx test/simulation/campaign.ts [--check | NAME…]` (with names only those are hunted; then and with `--check` nothing is
 * written). Takes some minutes. Exit code 1 where one is not found.
 */
const document = fileURLToPath(new URL("../../docs/simulation.md", import.meta.url));
const begin = "<!-- defects: written by test/simulation/campaign.ts -->\n";
const end = "<!-- end of defects -->";

/** In the order in which they are tried, each for so many days. */
const seeds = [3, 2, 1, 4, 5, 6, 7, 8, 9, 10];
const days = 40;

function row(name: string, story: string, find: Find | undefined): string {
  return `| ${name} | ${story} | ${find === undefined ? "**not found** | | |" : `${find.invariant} | ${find.seed} | ${find.days} |`}`;
}

const words = process.argv.slice(2);
const names = words.filter((word) => word !== "--check");
const hunted = defects.filter(({ name }) => names.length === 0 || names.includes(name));
const rows: string[] = [];
let missed = 0;
for (const each of hunted) {
  const find = await hunt(each, { seeds, days });
  if (find === undefined) missed += 1;
  rows.push(row(each.name, each.story, find));
  process.stdout.write(`${rows.at(-1)} ${find?.message ?? ""}\n`);
}
process.stdout.write(`${hunted.length - missed} of ${hunted.length} defects found\n`);
if (words.length === 0) {
  const text = readFileSync(document, "utf8");
  const [before, rest = ""] = text.split(begin);
  const table = ["| Defect | The mistake | Found by | Seed | Day |", "|---|---|---|---|---|", ...rows].join(
    "\n",
  );
  writeFileSync(document, `${before}${begin}\n${table}\n\n${end}${rest.split(end)[1] ?? "\n"}`);
}
process.exitCode = missed === 0 ? 0 : 1;
