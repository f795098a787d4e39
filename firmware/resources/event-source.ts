import type { ResourceDefinition } from "./definition.js";

/** The source that is no sensor: the device itself, which tells its restarts, outages and the like (`device/device-reports.ts`). */
export const eventSource = "device.events";

export function takesEvents({ source }: ResourceDefinition): boolean {
  return source === eventSource;
}

/** The resource that takes what the device tells about itself; undefined where none does. */
export function eventResource(definitions: ReadonlyMap<string, ResourceDefinition>): string | undefined {
  for (const [alias, definition] of definitions) if (takesEvents(definition)) return alias;
  return undefined;
}

/** What is wrong with a resource of that source, or undefined. */
export function eventProblem(definition: ResourceDefinition): string | undefined {
  if (definition.format !== "string") return `source: "${eventSource}" gives texts; make the format "string"`;
  if (definition.report !== undefined)
    return `report: "${eventSource}" is told as it happens; drop the policy`;
  return undefined;
}
