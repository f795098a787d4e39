import type { ReportedValue } from "./report.js";
import { isAlias, parseValue, RESOURCE_FORMATS, type ResourceDefinition } from "./resource.js";

/**
 * The definition that an unknown alias gets when the emulator learns its resources from the device: the narrowest
 * format that takes the first value, settable. Undefined if alias or value could be no resource.
 */
export function definitionFor(
  alias: string,
  content: ReportedValue["content"],
): ResourceDefinition | undefined {
  if (!isAlias(alias) || "bytes" in content) return undefined;
  const format =
    "json" in content
      ? RESOURCE_FORMATS.find((candidate) => typeof content.json === candidate)
      : (["number", "boolean", "string"] as const).find(
          (each) => parseValue(each, content.text) !== undefined,
        );
  return format === undefined ? undefined : { alias, format, settable: true };
}
