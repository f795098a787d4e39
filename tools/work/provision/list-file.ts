import { dirname, resolve } from "node:path";
import { parse } from "csv-parse/sync";
import { parseJSON, textOf } from "./json-file.js";
import { PlanError } from "./plan-error.js";
import { checkPlan, type PlanInput, withAbsolutePaths } from "./plan-input.js";

/** One board of a list. */
export interface ListEntry {
  /** Tells entries apart in journal and labels. */
  readonly deviceId: string;
  readonly plan: PlanInput;
}

/** Columns of a CSV list that are not settings: those of `wifi`, and the files. */
const wifiColumns = { ssid: "ssid", passphrase: "passphrase" } as const;
const named = ["connectorId", "domain", "port", "deviceId", "authentication", "ca", "certificate", "key"];

/**
 * Reads a list of boards, CSV with a heading or a JSON array of what `readPlan` takes; each entry is laid over `common`, and must
 * have a deviceId of its own. Columns of a CSV are the names of fields, `ssid` and `passphrase`, or of other settings.
 *
 * @throws PlanError naming the row and the field
 */
export async function readList(file: string, common: PlanInput): Promise<ListEntry[]> {
  const content = await textOf(file);
  const rows = file.endsWith(".json") ? jsonRows(content, file) : csvRows(content, file);
  const seen = new Set<string>();
  return rows.map(({ description, place }) => {
    const plan = checkPlan(description, place);
    const { deviceId } = plan;
    if (deviceId === undefined || deviceId === "")
      throw new PlanError(`${place}: deviceId: is missing; every board of a list needs one`);
    if (seen.has(deviceId)) throw new PlanError(`${place}: deviceId: ${deviceId} stands in the list twice`);
    seen.add(deviceId);
    const own = withAbsolutePaths(plan, dirname(resolve(file)));
    const settings = { ...common.settings, ...own.settings };
    return {
      deviceId,
      plan: { ...common, ...own, ...(Object.keys(settings).length > 0 ? { settings } : {}) },
    };
  });
}

interface Row {
  readonly description: unknown;
  /** For messages. */
  readonly place: string;
}

function jsonRows(content: string, file: string): Row[] {
  const list = parseJSON(content, file);
  if (!Array.isArray(list)) throw new PlanError(`${file}: has to be a list of boards: [{"deviceId": …}, …]`);
  return list.map((description, index) => ({ description, place: `${file}, entry ${index + 1}` }));
}

function csvRows(content: string, file: string): Row[] {
  let records: Record<string, string>[];
  try {
    records = parse(content, { columns: true, skip_empty_lines: true, trim: true, bom: true });
  } catch (error) {
    const { code, lines } = error as { code?: string; lines?: number };
    throw new PlanError(
      `${file}${lines === undefined ? "" : `, line ${lines}`}: is no CSV with a heading (${code})`,
    );
  }
  return records.map((record, index) => ({
    description: described(record),
    place: `${file}, row ${index + 1}`,
  }));
}

function described(record: Readonly<Record<string, string>>): Record<string, unknown> {
  const plan: Record<string, unknown> = {};
  const wifi: Record<string, string> = {};
  const settings: Record<string, string> = {};
  for (const [column, value] of Object.entries(record)) {
    if (value === "") continue;
    if (Object.hasOwn(wifiColumns, column)) wifi[column] = value;
    else if (named.includes(column)) plan[column] = value;
    else settings[column] = value;
  }
  return {
    ...plan,
    ...(Object.keys(wifi).length === 0 ? {} : { wifi }),
    ...(Object.keys(settings).length === 0 ? {} : { settings }),
  };
}
