import { readFile } from "node:fs/promises";
import { PlanError } from "./plan-error.js";

/** The content of a file. Throws a PlanError naming the file and the system's reason. */
export async function textOf(file: string): Promise<string> {
  try {
    return await readFile(file, "utf8");
  } catch (error) {
    throw new PlanError(
      `${file}: cannot be read (${(error as NodeJS.ErrnoException).code ?? String(error)})`,
    );
  }
}

/** What a JSON file says. Throws a PlanError that has nothing of its content, which may be a passphrase: JSON.parse would quote it. */
export function parseJSON(content: string, file: string): unknown {
  try {
    return JSON.parse(content);
  } catch {
    throw new PlanError(`${file}: is not JSON; check its commas, quotes and brackets`);
  }
}
