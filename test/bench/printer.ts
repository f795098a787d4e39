import { type Figure, ratioOf, type Spread } from "./figure.js";
import type { Comparison } from "./servers/comparison.js";

/** Where results go. */
export interface Printer {
  figures(title: string, figures: readonly Figure[]): void;
  /** Servers side by side, a column each. */
  comparison(title: string, rows: readonly Comparison[]): void;
  /** A conclusion in a sentence; `verdict` is false where the bench fails for it. */
  sentence(name: string, text: string, verdict?: boolean): void;
}

const headings = ["", "unit", "device", "bare client", "ratio"];

export function tablePrinter(write: (text: string) => void): Printer {
  return {
    figures(title, figures) {
      const rows = figures.map((figure) => {
        const { name, unit, device, bare } = figure;
        const ratio = ratioOf(figure);
        return [name, unit, shown(device), bare === undefined ? "-" : shown(bare), ratio?.toFixed(2) ?? "-"];
      });
      write(`\n${title}\n`);
      for (const line of columns([headings, ...rows])) write(`  ${line}\n`);
    },
    comparison(title, rows) {
      const names = [...new Set(rows.flatMap(({ values }) => Object.keys(values)))];
      const cells = rows.map(({ name, unit, values }) => [
        name,
        unit,
        ...names.map((each) => (values[each] === undefined ? "-" : shown(values[each]))),
      ]);
      write(`\n${title}\n`);
      for (const line of columns([["", "unit", ...names], ...cells])) write(`  ${line}\n`);
    },
    sentence: (_name, text, verdict) => write(`  ${verdict === false ? "FAILED: " : ""}${text}\n`),
  };
}

/** One object a line; `docs/figures.md` describes them. */
export function jsonPrinter(write: (text: string) => void): Printer {
  const line = (object: object) =>
    write(`${JSON.stringify(object, (_, value: unknown) => rounded(value))}\n`);
  return {
    figures(title, figures) {
      for (const figure of figures) {
        line({ event: "figure", section: title, ...figure, ratio: ratioOf(figure) ?? null });
      }
    },
    comparison(title, rows) {
      for (const row of rows) line({ event: "comparison", section: title, ...row });
    },
    sentence: (name, text, verdict) => line({ event: "conclusion", name, text, passed: verdict ?? null }),
  };
}

/** "median (min to max)", or one number where all are the same. */
function shown({ min, median, max }: Spread): string {
  if (min === max) return number(median);
  return `${number(median)} (${number(min)} to ${number(max)})`;
}

function number(value: number): string {
  if (Number.isInteger(value)) return value.toLocaleString("en");
  return value.toLocaleString("en", { maximumSignificantDigits: 3 });
}

/** No measurement here is worth more digits. */
function rounded(value: unknown): unknown {
  return typeof value === "number" && !Number.isInteger(value) ? Number(value.toPrecision(4)) : value;
}

function columns(rows: readonly (readonly string[])[]): string[] {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join("  ")
      .trimEnd(),
  );
}
