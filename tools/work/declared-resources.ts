import type { ResourceDefinition } from "../../host-sim/emulators/connector/core/resource.js";
import { CommandError } from "../exit-code.js";

/**
 * The resources of the device in `firmware/app.ts`. People edit that file, so it is loaded when it is needed, and a mistake in it is
 * told as theirs.
 */
export async function declaredResources(): Promise<ResourceDefinition[]> {
  try {
    const { connectorResources } = await import("./connector-resources.js");
    return connectorResources();
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    throw new CommandError("failed", `firmware/app.ts cannot be loaded: ${message}`);
  }
}
