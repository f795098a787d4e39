import { writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { defects } from "./defects/table.js";
import { withTables } from "./document.js";
import { type Find, hunt } from "./hunt.js";

/**
 * Hunts for every deliberate defect and writes into `docs/simulation.md` by which seed and after how many simulated days each is found:
 * `node --import tsx test/simulation/campaign.ts [--check | NAME…]` (with names only those are hunted; then and with `--check` nothing is
 * written). Takes some minutes. Exit code 1 where one is not found.
 */
const path = fileURLToPath(new URL("../../docs/simulation.md", import.meta.url));

/** In the order in which they are tried, each for so many days. */
const seeds = [3, 2, 1, 4, 5, 6, 7, 8, 9, 10];
const days = 40;

const words = process.argv.slice(2);
const names = words.filter((word) => word !== "--check");
const hunted = defects.filter(({ name }) => names.length === 0 || names.includes(name));
const finds = new Map<string, Find>();
for (const each of hunted) {
  const find = await hunt(each, { seeds, days });
  if (find !== undefined) finds.set(each.name, find);
  const what =
    find === undefined
      ? "NOT FOUND"
      : `seed ${find.seed}, day ${find.days}: ${find.invariant}: ${find.message}`;
  process.stdout.write(`${each.name}: ${what}\n`);
}
process.stdout.write(`${finds.size} of ${hunted.length} defects found\n`);
if (words.length === 0) writeFileSync(path, withTables(path, finds));
process.exitCode = finds.size === hunted.length ? 0 : 1;
