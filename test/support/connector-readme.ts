import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { FAULT_STORIES, FaultSchema } from "../../host-sim/emulators/connector/core/faults/fault.js";
import { clauseTests } from "./connector-clauses.js";
import { EXERCISED } from "./peer-coverage.js";

/**
 * The generated tables of the emulator's README. Run as a program, `node --import tsx
 * test/support/connector-readme.ts`, this file writes them; a test tells when that was forgotten.
 */
export const README = fileURLToPath(new URL("../../host-sim/emulators/connector/README.md", import.meta.url));

type Row = readonly string[];

/** What stands between each pair of markers. */
const TABLES: Readonly<Record<string, () => string>> = Object.freeze({
  faults: () => table(["Fault", "Fields", "The failure in the field"], faultRows()),
  peers: () => table(["Peer", "Received from it", "Sent to it"], peerRows()),
  clauses: () => table(["Clause", "Test", "File in `test/`"], clauseRows()),
});

/** The README's text with fresh tables. @throws Error when a marker is missing. */
export function withTables(text: string): string {
  return Object.entries(TABLES).reduce((sofar, [name, make]) => {
    const [begin, end] = [`<!-- ${name} -->`, `<!-- /${name} -->`];
    const [before, rest] = split(sofar, begin);
    const [, after] = split(rest, end);
    return `${before}${begin}\n\n${make()}\n${end}${after}`;
  }, text);
}

function split(text: string, marker: string): readonly [before: string, after: string] {
  const at = text.indexOf(marker);
  if (at < 0) throw new Error(`the README has no marker ${marker}`);
  return [text.slice(0, at), text.slice(at + marker.length)];
}

function faultRows(): Row[] {
  return FaultSchema.options.map(({ entries }) => {
    const { kind, ...fields } = entries;
    const named = Object.entries(fields).map(([name, { type }]) =>
      type === "exact_optional" ? `\`${name}\`?` : `\`${name}\``,
    );
    return [`\`${kind.literal}\``, named.join(", "), FAULT_STORIES[kind.literal]];
  });
}

function peerRows(): Row[] {
  return Object.entries(EXERCISED).map(([peer, { received, sent }]) => [
    peer,
    received.join(", "),
    sent.join(", "),
  ]);
}

function clauseRows(): Row[] {
  return clauseTests().map(({ clause, name, file }) => {
    const sentence = name.replace(`${clause}: `, "").replace(` (${clause})`, "");
    return [clause, sentence.replaceAll("<", "&lt;"), file];
  });
}

/** A table as the formatter wants it: columns of equal width. */
function table(head: Row, rows: readonly Row[]): string {
  const escaped = [head, ...rows].map((row) => row.map((cell) => cell.replaceAll("|", "\\|")));
  const widths = head.map((_, column) => Math.max(...escaped.map((row) => [...(row[column] ?? "")].length)));
  const line = (row: Row, fill = " ") =>
    `| ${row.map((cell, column) => cell + fill.repeat((widths[column] ?? 0) - [...cell].length)).join(" | ")} |\n`;
  const [first = [], ...others] = escaped;
  return (
    line(first) +
    line(
      head.map(() => ""),
      "-",
    ) +
    others.map((row) => line(row)).join("")
  );
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  writeFileSync(README, withTables(readFileSync(README, "utf8")));
}
