import { readFileSync } from "node:fs";
import { join } from "node:path";
import * as v from "valibot";
import { CommandError } from "../../exit-code.js";
import { root } from "./boards.js";
import type { RAMException } from "./link-complaints.js";

const schema = v.array(
  v.strictObject({ path: v.pipe(v.string(), v.nonEmpty()), reason: v.pipe(v.string(), v.minLength(10)) }),
);

/** `manifests/ram.json`: preloaded objects that change after start, each with its reason. */
export function readRAMExceptions(file: string = join(root, "manifests/ram.json")): readonly RAMException[] {
  const result = v.safeParse(schema, JSON.parse(readFileSync(file, "utf8")));
  if (result.success) return result.output;
  const [issue] = result.issues;
  throw new CommandError("failed", `${file}: ${v.getDotPath(issue) ?? "it"}: ${issue.message}`);
}
