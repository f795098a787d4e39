import application from "../../firmware/app.js";
import type {
  ResourceDefinition as DeviceResource,
  ResourceTable,
} from "../../firmware/resources/definition.js";
import type { ResourceDefinition } from "../../host-sim/emulators/connector/index.js";

/** What the Connector must know of the device in `firmware/app.ts`, so that both have the same resources (CN-MOD-1). */
export function connectorResources(resources: ResourceTable = application.resources): ResourceDefinition[] {
  return Object.entries(resources).map(([alias, definition]) => ({
    alias,
    // A JSON document is a string to the Connector (CN-RES-6).
    format: definition.format === "json" ? "string" : definition.format,
    settable: definition.settable === true,
    ...(definition.unit === undefined ? {} : { unit: definition.unit }),
    ...allowed(definition),
  }));
}

function allowed(definition: DeviceResource): Pick<ResourceDefinition, "allowed"> {
  if (definition.format === "number" && definition.range !== undefined && definition.settable === true) {
    return { allowed: [`${definition.range[0]}-${definition.range[1]}`] };
  }
  return "allowed" in definition && definition.allowed !== undefined ? { allowed: definition.allowed } : {};
}
