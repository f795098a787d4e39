import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { matrix } from "./matrix.js";
import type { ServerCase } from "./server-case.js";
import { stricterCases } from "./stricter-cases.js";

/**
 * The generated tables of `docs/tls.md`. Run as a program, `node --import tsx test/contract/tls-matrix/table.ts`, this file writes them;
 * a test tells when that was forgotten.
 */
export const page = fileURLToPath(new URL("../../../docs/tls.md", import.meta.url));

/** The page's text with fresh tables. @throws Error when a marker is missing */
export function withTables(
  text: string,
  cases: readonly ServerCase[],
  stricter: readonly ServerCase[],
): string {
  const filled = between(text, "matrix", tablesOf(cases));
  return between(filled, "stricter", `${stricter.map(({ name }) => `- ${name}`).join("\n")}\n`);
}

function tablesOf(cases: readonly ServerCase[]): string {
  const groups = [...new Set(cases.map(({ group }) => group))];
  return groups
    .map((group) => {
      const rows = cases.filter((one) => one.group === group);
      const width = Math.max(...rows.map(({ name }) => name.length), "Server".length);
      const line = (server: string, boards: string, openSSL: string): string =>
        `| ${server.padEnd(width)} | ${boards.padEnd(8)} | ${openSSL.padEnd(8)} |\n`;
      const dashes = `| ${"-".repeat(width)} | -------- | -------- |\n`;
      const body = rows.map(({ name, accepted }) => line(name, verdict(accepted), verdict(accepted)));
      return `### ${group}\n\n${line("Server", "Boards", "OpenSSL")}${dashes}${body.join("")}`;
    })
    .join("\n");
}

function verdict(accepted: boolean): string {
  return accepted ? "accepted" : "refused";
}

function between(text: string, name: string, content: string): string {
  const [begin, end] = [`<!-- ${name} -->`, `<!-- /${name} -->`];
  const [start, stop] = [text.indexOf(begin), text.indexOf(end)];
  if (start < 0 || stop < start) throw new Error(`docs/tls.md has no markers ${begin} and ${end}`);
  return `${text.slice(0, start)}${begin}\n\n${content}\n${text.slice(stop)}`;
}

async function write(): Promise<void> {
  writeFileSync(page, withTables(readFileSync(page, "utf8"), await matrix(), await stricterCases()));
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await write();
