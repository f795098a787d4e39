import * as v from "valibot";

/** How mistakes are named. */
export interface Naming {
  /** Name of the whole, such as `fault` in `fault.code`; absent: paths begin with the field. */
  readonly name?: string;
  /** Where it was read from, such as a file; stands before each line. */
  readonly source?: string;
}

/**
 * Checks what came from outside against its schema.
 * @throws Error with one line for each wrong field: its path, and what was expected and found there.
 */
export function checkSchema<Schema extends v.GenericSchema>(
  schema: Schema,
  value: unknown,
  { name = "", source }: Naming,
): v.InferOutput<Schema> {
  const result = v.safeParse(schema, value, { message: problemOf });
  if (result.success) return result.output;
  const lines = result.issues.map((issue) =>
    [source, pathOf(name, issue), issue.message].filter((part) => part !== undefined && part !== ""),
  );
  throw new Error(lines.map((parts) => parts.join(": ")).join("\n"));
}

/** Where the schema itself has no message of its own. */
function problemOf({ type, expected, received }: v.BaseIssue<unknown>): string {
  if (type === "strict_object" && expected === "never") return "is not a known field";
  if (type === "strict_object" && received === "undefined") return "is missing";
  return `expected ${expected}, found ${received}`;
}

/** `connectors[0].resources[2].format`, as one would write it in a program, behind the name of the whole. */
function pathOf(name: string, issue: v.BaseIssue<unknown>): string {
  return (issue.path ?? []).reduce((path, { key }) => {
    if (typeof key === "number") return `${path}[${key}]`;
    return path === "" ? String(key) : `${path}.${String(key)}`;
  }, name);
}
