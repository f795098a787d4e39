import { readFileSync } from "node:fs";
import { faultKinds } from "../../host-sim/simulation/faults/table.js";
import { invariants } from "../../host-sim/simulation/invariants/table.js";
import { defects } from "./defects/table.js";
import type { Find } from "./hunt.js";

/** The text of `docs/simulation.md` with the tables that follow from the source, and with what was found. */
export function withTables(path: string, finds: ReadonlyMap<string, Find>): string {
  const tables: Readonly<Record<string, readonly string[]>> = {
    faults: faultTable(),
    promises: invariants.map(({ name, rule }) => `- **${name}**: ${rule}`),
    defects: defectTable(finds),
  };
  let text = readFileSync(path, "utf8");
  for (const [name, lines] of Object.entries(tables)) {
    const begin = `<!-- ${name}: written by test/simulation/campaign.ts -->\n`;
    const end = `<!-- end of ${name} -->`;
    const [before = "", rest = ""] = text.split(begin);
    text = `${before}${begin}\n${lines.join("\n")}\n\n${end}${rest.split(end)[1] ?? "\n"}`;
  }
  return text;
}

function faultTable(): string[] {
  const rows = faultKinds.map(({ name, story, weight }) => `| ${name} | ${story} | ${weight} |`);
  return ["| Fault | In the field | Weight |", "|---|---|---|", ...rows];
}

function defectTable(finds: ReadonlyMap<string, Find>): string[] {
  const rows = defects.map(({ name, story }) => {
    const find = finds.get(name);
    const found =
      find === undefined ? "**not found** | |" : `${find.invariant} | ${find.seed} | ${find.days}`;
    return `| ${name} | ${story} | ${found} |`;
  });
  return ["| Defect | The mistake | Found by | Seed | Day |", "|---|---|---|---|---|", ...rows];
}
