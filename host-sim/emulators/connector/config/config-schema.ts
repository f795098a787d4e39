import * as v from "valibot";
import { AUTHENTICATION_TYPES } from "../core/authentication/credential.js";
import { DIALECTS, type DialectName } from "../core/dialects.js";
import { FaultScriptSchema } from "../core/faults/fault.js";
import { FieldError } from "../core/field-error.js";
import { IDENTITY_FORMATS, type IdentityFormat } from "../core/identity-formats.js";
import { checkDefinition, RESOURCE_FORMATS, type ResourceDefinition } from "../core/resource.js";

const optional = v.exactOptional;
const text = v.pipe(v.string(), v.nonEmpty("must not be empty"));
const port = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(65_535));
const positive = v.pipe(v.number(), v.integer(), v.minValue(1));
/** Path of a file or folder; relative ones begin at the configuration file's folder. */
const path = text;

/** What a resource is by itself, and whether its parts fit together (CN-MOD-1). */
const ResourceSchema = v.pipe(
  v.strictObject({
    alias: text,
    format: v.picklist(RESOURCE_FORMATS),
    unit: optional(v.string()),
    allowed: optional(v.array(v.union([v.number(), v.string(), v.boolean()]))),
    settable: optional(v.boolean()),
    initial: optional(v.union([v.number(), v.string(), v.boolean()])),
  }),
  v.rawCheck(({ dataset, addIssue }) => {
    if (!dataset.typed) return;
    const { value } = dataset;
    const error = errorOf(value);
    if (error === undefined) return;
    // `allowed[1]` is shown as it is, behind the path of the resource.
    addIssue({ message: error.message, path: [step(value, error.field)] });
  }),
);

const ResourcesSchema = v.pipe(
  v.array(ResourceSchema),
  v.rawCheck(({ dataset, addIssue }) => {
    if (!dataset.typed) return;
    for (const { index, item } of repeated(dataset.value, ({ alias }) => alias)) {
      const message = `resource "${item.alias}" is defined twice`;
      addIssue({ message, path: [place(dataset.value, index), step(item, "alias")] });
    }
  }),
);

/** A format by name, or a regular expression that an identity must match from its first to its last character. */
const IdentitySchema = v.union(
  [
    v.picklist(Object.keys(IDENTITY_FORMATS) as IdentityFormat[]),
    v.strictObject({ pattern: v.pipe(text, v.check(isPattern, "is not a regular expression")) }),
  ],
  `is neither one of ${Object.keys(IDENTITY_FORMATS).join(", ")} nor {"pattern": "a regular expression"}`,
);

const ConnectorSchema = v.strictObject({
  id: text,
  domain: optional(text),
  dialect: optional(v.picklist(Object.keys(DIALECTS) as DialectName[])),
  authentication: optional(v.picklist(AUTHENTICATION_TYPES)),
  pki: optional(path),
  identity: optional(IdentitySchema),
  provisioning: optional(v.boolean()),
  registration: optional(v.boolean()),
  addresses: optional(v.array(text)),
  refuseWith: optional(v.picklist([4, 5])),
  sessionPresent: optional(v.boolean()),
  stampedTopics: optional(v.boolean()),
  disconnectOnRejected: optional(v.boolean()),
  learn: optional(v.boolean()),
  resources: optional(ResourcesSchema),
  content: optional(path),
  tls: optional(v.strictObject({ key: path, cert: path })),
  limits: optional(
    v.strictObject({
      connectTimeout: optional(positive),
      loginPacketBytes: optional(positive),
      packetBytes: optional(positive),
    }),
  ),
  faults: optional(FaultScriptSchema),
});

/** The whole file. */
export const ConfigSchema = v.strictObject({
  port: optional(port),
  contentPort: optional(port),
  bind: optional(v.pipe(v.string(), v.ip("is not an IP address, such as 127.0.0.1"))),
  connectors: v.pipe(
    v.array(ConnectorSchema),
    v.minLength(1, "describes no Connector; at least one is needed"),
    v.rawCheck(({ dataset, addIssue }) => {
      if (!dataset.typed) return;
      for (const { index, item } of repeated(dataset.value, ({ id }) => id)) {
        const message = `"${item.id}" is taken by another Connector; ids are unique`;
        addIssue({ message, path: [place(dataset.value, index), step(item, "id")] });
      }
    }),
  ),
});

export type Config = v.InferOutput<typeof ConfigSchema>;
export type ConnectorConfig = Config["connectors"][number];

function errorOf(definition: ResourceDefinition): FieldError | undefined {
  try {
    checkDefinition(definition);
    return undefined;
  } catch (error) {
    if (error instanceof FieldError) return error;
    throw error;
  }
}

/** The items whose key an earlier one has. */
function repeated<Item>(
  items: readonly Item[],
  keyOf: (item: Item) => string,
): { readonly index: number; readonly item: Item }[] {
  const keys = items.map(keyOf);
  return items
    .map((item, index) => ({ item, index }))
    .filter(({ index }) => keys.indexOf(keys[index] ?? "") < index);
}

/** One step of an issue's path: into a list. */
function place(input: unknown[], key: number): v.ArrayPathItem {
  return { type: "array", origin: "value", input, key, value: input[key] };
}

/** One step of an issue's path: into an object. */
function step(input: object, key: string): v.ObjectPathItem {
  return { type: "object", origin: "value", input: { ...input }, key, value: Reflect.get(input, key) };
}

function isPattern(source: string): boolean {
  try {
    new RegExp(source, "u");
    return true;
  } catch {
    // The message above says it; which character is wrong differs from engine to engine.
    return false;
  }
}
