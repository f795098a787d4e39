import * as v from "valibot";

/**
 * Checks what came from outside against its schema.
 * @param name what is being checked; stands before the path of each wrong field.
 * @throws Error with one line for each wrong field: its path, and what was expected and found there.
 */
export function checkSchema<Schema extends v.GenericSchema>(
  schema: Schema,
  value: unknown,
  name: string,
): v.InferOutput<Schema> {
  const result = v.safeParse(schema, value, { message: problemOf });
  if (result.success) return result.output;
  throw new Error(result.issues.map((issue) => `${name}${pathOf(issue)}: ${issue.message}`).join("\n"));
}

/** Where the schema itself has no message of its own. */
function problemOf({ type, expected, received }: v.BaseIssue<unknown>): string {
  if (type === "strict_object" && expected === "never") return "is not a known field";
  if (type === "strict_object" && received === "undefined") return "is missing";
  return `expected ${expected}, found ${received}`;
}

/** `.connectors[0].resources[2].format`, as one would write it in a program. */
function pathOf(issue: v.BaseIssue<unknown>): string {
  return (issue.path ?? [])
    .map(({ key }) => (typeof key === "number" ? `[${key}]` : `.${String(key)}`))
    .join("");
}
