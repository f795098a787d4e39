import type { Credential } from "./core/authentication/credential.js";
import type { Connector } from "./core/connector.js";
import type { Cell, Device, Provisioning } from "./core/device.js";
import {
  hasFormat,
  isAlias,
  RESOURCE_FORMATS,
  type ResourceDefinition,
  type ResourceValue,
} from "./core/resource.js";

/** The state file's schema. Earlier ones are read too, a later one is refused. */
export const STATE_SCHEMA = 2;
/** Knew tokens only, in a field of that name. */
const TOKEN_SCHEMA = 1;

export interface ConnectorState {
  readonly schema: typeof STATE_SCHEMA;
  readonly connectorId: string;
  /** Resources taken over from devices with the option `learn`. */
  readonly learned: readonly ResourceDefinition[];
  readonly devices: readonly StoredDevice[];
}

export interface StoredDevice {
  readonly id: string;
  readonly provisioning: Provisioning;
  readonly locked: boolean;
  readonly credential?: Credential;
  readonly resources: Readonly<Record<string, Readonly<Cell>>>;
}

/** @param given aliases that come from the options and are not to be stored. */
export function captureState(connector: Connector, given: ReadonlySet<string>): ConnectorState {
  return {
    schema: STATE_SCHEMA,
    connectorId: connector.id,
    learned: [...connector.definitions.values()].filter(({ alias }) => !given.has(alias)),
    devices: [...connector.devices.values()].map(({ cells, ...device }) => ({
      ...device,
      resources: Object.fromEntries(cells),
    })),
  };
}

/** Values of resources that are no longer defined, or defined otherwise, are left behind. */
export function restoreDevices(
  state: ConnectorState,
  definitions: ReadonlyMap<string, ResourceDefinition>,
): Device[] {
  return state.devices.map(({ resources, ...device }) => {
    const fits = ([alias, cell]: readonly [string, Cell]): boolean => {
      const format = definitions.get(alias)?.format;
      const fitting = (value: ResourceValue | undefined) =>
        value === undefined || (format !== undefined && hasFormat(format, value));
      return format !== undefined && fitting(cell.reported) && fitting(cell.set);
    };
    return { ...device, cells: new Map(Object.entries(resources).filter(fits)) };
  });
}

/** @throws Error saying what is wrong with the file's text. */
export function parseState(text: string): ConnectorState {
  const document: unknown = JSON.parse(text);
  if (!isRecord(document)) throw new Error("not a JSON object");
  const { schema, connectorId, learned, devices } = document;
  if (schema !== STATE_SCHEMA && schema !== TOKEN_SCHEMA) {
    throw new Error(`schema is ${JSON.stringify(schema)}, not ${TOKEN_SCHEMA} or ${STATE_SCHEMA}`);
  }
  if (typeof connectorId !== "string") throw new Error("connectorId is not a string");
  if (!Array.isArray(learned) || !learned.every(isDefinition))
    throw new Error("learned is not a list of resources");
  if (!Array.isArray(devices)) throw new Error("devices is not a list");
  const current = schema === TOKEN_SCHEMA ? devices.map(fromTokenSchema) : devices;
  return { schema: STATE_SCHEMA, connectorId, learned, devices: current.map(asStoredDevice) };
}

function fromTokenSchema(device: unknown): unknown {
  if (!isRecord(device)) return device;
  const { token, ...rest } = device;
  return token === undefined ? rest : { ...rest, credential: { kind: "token", token } };
}

function asStoredDevice(device: unknown, index: number): StoredDevice {
  if (!isStoredDevice(device)) throw new Error(`devices[${index}] is not a device`);
  return device;
}

const PROVISIONING: readonly unknown[] = [
  "whitelisted",
  "provisioned",
  "reprovision",
] satisfies Provisioning[];

function isStoredDevice(device: unknown): device is StoredDevice {
  if (!isRecord(device) || typeof device.id !== "string" || typeof device.locked !== "boolean") return false;
  const { provisioning, credential } = device;
  const fits =
    (credential === undefined && provisioning !== "provisioned") ||
    (isCredential(credential) && provisioning !== "whitelisted");
  if (!PROVISIONING.includes(provisioning) || !fits) return false;
  return isRecord(device.resources) && Object.values(device.resources).every(isCell);
}

/** The fields that each kind of credential must have, all of them texts. */
const CREDENTIAL_FIELDS: Readonly<Record<string, readonly string[]>> = Object.freeze({
  token: ["token"],
  password: ["salt", "digest"],
  certificate: ["fingerprint"],
} satisfies Record<Credential["kind"], readonly string[]>);

function isCredential(credential: unknown): credential is Credential {
  if (!isRecord(credential) || typeof credential.kind !== "string") return false;
  const fields = Object.hasOwn(CREDENTIAL_FIELDS, credential.kind) && CREDENTIAL_FIELDS[credential.kind];
  return Array.isArray(fields) && fields.every((name) => typeof credential[name] === "string");
}

function isCell(cell: unknown): cell is Cell {
  return (
    isRecord(cell) && Number.isSafeInteger(cell.timestamp) && isValue(cell.reported) && isValue(cell.set)
  );
}

function isValue(value: unknown): value is ResourceValue | undefined {
  return value === undefined || RESOURCE_FORMATS.some((format) => hasFormat(format, value));
}

function isDefinition(definition: unknown): definition is ResourceDefinition {
  if (!isRecord(definition) || typeof definition.alias !== "string" || !isAlias(definition.alias))
    return false;
  return RESOURCE_FORMATS.some((format) => format === definition.format);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
