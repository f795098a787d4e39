import type { DeviceDeclaration, ResourceDefinition, ResourceTable } from "./definition.js";
import { eventProblem, eventSource, takesEvents } from "./event-source.js";
import type { OutputTable } from "./output.js";
import type { SensorTable } from "./sensor.js";
import { objection, type Value } from "./value.js";

/** A declaration that makes no sense; the message names the resource, the problem and the way out. */
export class DeclarationError extends Error {
  override name = "DeclarationError";
}

/** What the board brings along. */
export interface Equipment {
  readonly sensors: SensorTable;
  readonly outputs: OutputTable;
}

/** Longest text that is kept over a restart: flash holds strings of less than 4,000 bytes, at up to 3 bytes a character. */
export const longestPersisted = 1200;

/** All sensors that a declaration finds on a board. */
export function sensorsOf({ standIns, sensors }: DeviceDeclaration, equipment: Equipment): SensorTable {
  return { ...standIns, ...equipment.sensors, ...sensors };
}

/**
 * Refuses a declaration that makes no sense and tells which resources this board can serve: all of them, less
 * the optional ones whose sensor or output it lacks.
 */
export function checkDeclaration(
  declaration: DeviceDeclaration,
  equipment: Equipment,
): ReadonlyMap<string, ResourceDefinition> {
  const sensors = sensorsOf(declaration, equipment);
  const served = new Map<string, ResourceDefinition>();
  for (const [alias, definition] of Object.entries(declaration.resources)) {
    const problem =
      aliasProblem(alias) ??
      valueProblem(definition) ??
      policyProblem(definition, declaration.resources) ??
      persistProblem(definition);
    if (problem !== undefined) refuse(alias, problem);
    const missing = missingEquipment(definition, sensors, equipment.outputs);
    if (missing === undefined) served.set(alias, definition);
    else if (!definition.optional)
      refuse(alias, `${missing}; name one that it has or mark the resource optional`);
  }
  if (served.size === 0 && declaration.layer === undefined)
    throw new DeclarationError("the device has no resources: declare at least one");
  return served;
}

/** The device's own resources with those of its layer. Throws a DeclarationError where both have one of the same name. */
export function withLayer(
  own: ReadonlyMap<string, ResourceDefinition>,
  layer: ReadonlyMap<string, ResourceDefinition> = new Map(),
): ReadonlyMap<string, ResourceDefinition> {
  for (const alias of layer.keys())
    if (own.has(alias))
      refuse(alias, "the layer brings one of this name; choose another for the device's own");
  return new Map([...own, ...layer]);
}

function refuse(alias: string, problem: string): never {
  throw new DeclarationError(`resource "${alias}": ${problem}`);
}

/** CN-MOD-1 allows `^[^.$]+$`; what MQTT topics cannot carry, or would split, is refused beside it. */
function aliasProblem(alias: string): string | undefined {
  if (alias === "" || alias.length > 64) return "the alias must have 1 to 64 characters";
  for (const character of alias) {
    if (".$/+#".includes(character) || character.charCodeAt(0) < 33) {
      return `the alias must not contain ${JSON.stringify(character)}; use letters, digits, "_" or "-"`;
    }
  }
  return undefined;
}

function valueProblem(definition: ResourceDefinition): string | undefined {
  if (definition.format === "number" && definition.range !== undefined) {
    const [low, high] = definition.range;
    if (!(low <= high)) return `range: ${low} is more than ${high}; put the smaller value first`;
  }
  if (definition.format === "string" && definition.maxLength !== undefined) {
    const { maxLength } = definition;
    if (!Number.isInteger(maxLength) || maxLength < 1)
      return "maxLength: must be a whole number of 1 or more";
  }
  const values: readonly Value[] = "allowed" in definition ? (definition.allowed ?? []) : [];
  if ("allowed" in definition && definition.allowed !== undefined && values.length === 0) {
    return "allowed: the list is empty, so no value would be; leave it out to allow all";
  }
  for (const value of values) {
    const reason = objection(definition, value);
    if (reason !== undefined) return `allowed: ${JSON.stringify(value)} is ${reason}`;
  }
  if (definition.initial !== undefined) {
    const reason = objection(definition, definition.initial);
    if (reason !== undefined) return `initial: ${JSON.stringify(definition.initial)} is ${reason}`;
  } else if (definition.settable === true && definition.source === undefined) {
    return "initial: a settable resource needs a value to start with";
  }
  return undefined;
}

function policyProblem(definition: ResourceDefinition, all: ResourceTable): string | undefined {
  const { source, sink, report, settable, initial } = definition;
  if (source !== undefined && settable === true) {
    return "source: a resource is read from a sensor or settable, not both; drop one of them";
  }
  if (source !== undefined && sink !== undefined) {
    return "sink: a resource is read from a sensor or moves an output, not both; drop one of them";
  }
  if (source === undefined) {
    if (initial === undefined) {
      return "source: nothing gives it a value; name a source, or make it settable with an initial value";
    }
    if (report !== undefined)
      return "report: a resource without a source is reported when it changes; drop the policy or name a source";
    return undefined;
  }
  if (source.split(".").length < 2 || source.split(".").includes(""))
    return `source: "${source}" must name a sensor and a property, such as "climate.temperature"`;
  if (takesEvents(definition)) return eventProblem(definition);
  if (report === undefined)
    return "report: a resource with a source needs a policy, such as { intervalSeconds: 60 }";
  const { intervalSeconds, deadband, heartbeatSeconds } = report;
  if (deadband !== undefined && !(deadband >= 0)) return "report.deadband: must be 0 or more";
  if (heartbeatSeconds !== undefined && !(heartbeatSeconds > 0))
    return "report.heartbeatSeconds: must be more than 0";
  if (heartbeatSeconds !== undefined && deadband === undefined) {
    return "report.heartbeatSeconds: without a deadband every look is reported anyway; add a deadband or drop it";
  }
  if (typeof intervalSeconds === "number") {
    return intervalSeconds > 0 && intervalSeconds <= 86_400
      ? undefined
      : "report.intervalSeconds: must be more than 0 and at most 86400";
  }
  return intervalProblem(
    intervalSeconds,
    Object.hasOwn(all, intervalSeconds) ? all[intervalSeconds] : undefined,
  );
}

function intervalProblem(alias: string, interval: ResourceDefinition | undefined): string | undefined {
  if (interval === undefined) return `report.intervalSeconds: there is no resource "${alias}"`;
  if (interval.format !== "number" || interval.source !== undefined || interval.initial === undefined) {
    return `report.intervalSeconds: resource "${alias}" must be a number with an initial value and no source`;
  }
  if (interval.range === undefined || interval.range[0] <= 0 || interval.range[1] > 86_400) {
    return `report.intervalSeconds: resource "${alias}" needs a range above 0 and up to 86400 seconds`;
  }
  return undefined;
}

function persistProblem(definition: ResourceDefinition): string | undefined {
  if (definition.persist === true && definition.settable !== true)
    return "persist: only settable resources are kept over a restart";
  if (!isPersisted(definition)) return undefined;
  if (definition.format === "json") return "persist: flash does not keep documents; set persist: false";
  if (definition.format !== "string" || definition.allowed !== undefined) return undefined;
  return (definition.maxLength ?? Infinity) <= longestPersisted
    ? undefined
    : `persist: flash keeps texts of up to ${longestPersisted} characters; set a maxLength up to that or persist: false`;
}

/** Whether what the cloud wrote survives a restart. */
export function isPersisted({ settable, persist }: ResourceDefinition): boolean {
  return settable === true && persist !== false;
}

function missingEquipment(
  { source, sink }: ResourceDefinition,
  sensors: SensorTable,
  outputs: OutputTable,
): string | undefined {
  const sensor = source === eventSource ? undefined : source?.split(".")[0];
  if (sensor !== undefined && !Object.hasOwn(sensors, sensor))
    return `source: this board has no sensor "${sensor}"`;
  if (sink !== undefined && !Object.hasOwn(outputs, sink)) return `sink: this board has no output "${sink}"`;
  return undefined;
}
