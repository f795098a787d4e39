import { X509Certificate } from "node:crypto";
import { statSync } from "node:fs";
import { BlockList, isIP } from "node:net";
import { AUTHENTICATION_TYPES } from "./core/authentication/credential.js";
import { DIALECTS } from "./core/dialects.js";
import type { ConnectorEvent } from "./core/events.js";
import { FaultScriptSchema, type ScriptedFault } from "./core/faults/fault.js";
import { FieldError } from "./core/field-error.js";
import { IDENTITY_FORMATS, type IdentityFormat } from "./core/identity-formats.js";
import type { PacketNote } from "./core/packet-note.js";
import { checkDefinition, type ResourceDefinition } from "./core/resource.js";
import { checkSchema } from "./core/schema-check.js";
import { DEFAULT_LIMITS, type SessionLimits } from "./core/session.js";
import { type ConnectorSettings, DEFAULT_SETTINGS } from "./core/settings.js";

/** One Connector: its name, its rules, its resources. Nothing in it is required. */
export interface ConnectorDescription extends Partial<Omit<ConnectorSettings, "identity" | "pki">> {
  /** Connector id, one DNS label. Default: the one in the state folder, made up on the first run. */
  readonly id?: string;
  /** Clients connect to `<id>.<domain>` (CN-TLS-1). Default `m2.localhost`. */
  readonly domain?: string;
  /** CN-PROV-6: regular expression, best with ^ and $, or a format by name. Default `any`. */
  readonly identity?: RegExp | IdentityFormat;
  /** CN-PROV-4, with certificate authentication: PEM of the authority that client certificates must lead to. */
  readonly pki?: { readonly ca: string };
  /** CN-PROV-6, IP whitelist: addresses and subnets such as `10.0.0.0/8`. Default: every address. */
  readonly addresses?: readonly string[];
  /** The Connector's resources (CN-MOD-1). Default none. */
  readonly resources?: readonly ResourceDefinition[];
  /** CN-CON-1: folder with the files that devices may download. Default: no files. */
  readonly content?: string;
  /** Replaces the emulator's own server certificate: PEM, `cert` with its chain. */
  readonly tls?: { readonly key: string; readonly cert: string };
  /** Faults by the clock; times count from the start of the emulator. */
  readonly faults?: readonly ScriptedFault[];
  /** Deadlines and sizes of a connection. */
  readonly limits?: Partial<SessionLimits>;
}

/** What all Connectors of one emulator share. */
export interface EmulatorOptions {
  /** Folder of the emulator's own; created if missing. Holds state, certificates and, while it runs, `control.json`. */
  readonly stateDir: string;
  /** TCP port; 0 takes any free one. Default 8883. */
  readonly port?: number;
  /** TCP port of the files' HTTPS server, which runs if a Connector has any; 0 takes any free one, which is the default. */
  readonly contentPort?: number;
  /** IP address to listen on. Default 127.0.0.1. */
  readonly bind?: string;
  /** Called for every event, at once. Must not throw. */
  readonly onEvent?: (event: ConnectorEvent, connectorId: string) => void;
  /** Called for every MQTT packet, both ways, without its content. Must not throw. */
  readonly onPacket?: (note: PacketNote, connectorId: string) => void;
}

/** What `startConnector` takes. Only the state folder is required. */
export interface ConnectorOptions extends EmulatorOptions, ConnectorDescription {}

/** What `startConnectors` takes: several Connectors behind one port, told apart by their host names (CN-TLS-1). */
export interface ConnectorsOptions extends EmulatorOptions {
  /** At least one. The id is required: it names the Connector's folder in the state folder. */
  readonly connectors: readonly (ConnectorDescription & { readonly id: string })[];
}

/** A description with every default filled in, except for the id, which the state folder decides. */
export interface CheckedDescription {
  readonly id: string | undefined;
  readonly domain: string;
  readonly resources: readonly ResourceDefinition[];
  readonly pkiAuthority: string | undefined;
  /** Undefined: clients may come from everywhere. */
  readonly addresses: BlockList | undefined;
  readonly content: string | undefined;
  readonly tls: { readonly key: string; readonly cert: string } | undefined;
  readonly faults: readonly ScriptedFault[];
  readonly limits: SessionLimits;
  readonly settings: ConnectorSettings;
}

export interface CheckedEmulator {
  readonly stateDir: string;
  readonly port: number;
  readonly contentPort: number;
  readonly bind: string;
  readonly onEvent: ((event: ConnectorEvent, connectorId: string) => void) | undefined;
  readonly onPacket: ((note: PacketNote, connectorId: string) => void) | undefined;
}

const LABEL = /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/;

/** @throws Error naming the option, the problem and what is expected. */
export function checkEmulator(options: EmulatorOptions): CheckedEmulator {
  const { stateDir, port = 8883, contentPort = 0, bind = "127.0.0.1", onEvent, onPacket } = options;
  if (stateDir === "")
    throw new Error("stateDir is empty; give a folder that the emulator may keep its state in");
  for (const [name, value] of Object.entries({ port, contentPort })) {
    if (!Number.isInteger(value) || value < 0 || value > 65_535)
      throw new Error(`${name} ${value} is not between 0 and 65535`);
  }
  if (isIP(bind) === 0) throw new Error(`bind "${bind}" is not an IP address, such as 127.0.0.1`);
  return { stateDir, port, contentPort, bind, onEvent, onPacket };
}

/** @throws FieldError naming the option, the problem and what is expected. */
export function checkDescription(options: ConnectorDescription): CheckedDescription {
  const { id, domain = "m2.localhost", resources = [], content, limits, tls } = options;
  if (id !== undefined && !LABEL.test(id)) {
    throw new FieldError(
      "id",
      `id "${id}" is not a DNS label of lower-case letters, digits and inner hyphens`,
    );
  }
  if (!domain.split(".").every((label) => LABEL.test(label))) {
    throw new FieldError(
      "domain",
      `domain "${domain}" is not a DNS name in lower case, such as m2.localhost`,
    );
  }
  checkResources(resources);
  if (content !== undefined && statSync(content, { throwIfNoEntry: false })?.isDirectory() !== true) {
    throw new FieldError(
      "content",
      `content "${content}" is not a folder; give the one with the files to download (CN-CON-1)`,
    );
  }
  const settings = settingsIn(options);
  return {
    id,
    domain,
    resources,
    content,
    tls,
    pkiAuthority: authorityIn(options, settings),
    addresses: whitelistOf(options.addresses),
    faults: checkSchema(FaultScriptSchema, options.faults ?? [], { name: "faults" }),
    limits: { ...DEFAULT_LIMITS, ...limits },
    settings,
  };
}

function checkResources(resources: readonly ResourceDefinition[]): void {
  const seen = new Set<string>();
  for (const [index, definition] of resources.entries()) {
    const { alias } = definition;
    checkDefinition(definition, `resources[${index}].`);
    if (seen.has(alias))
      throw new FieldError(`resources[${index}].alias`, `resource "${alias}" is defined twice`);
    seen.add(alias);
  }
}

function settingsIn(options: ConnectorDescription): ConnectorSettings {
  const { authentication = DEFAULT_SETTINGS.authentication } = options;
  if (!AUTHENTICATION_TYPES.includes(authentication)) {
    throw new FieldError(
      "authentication",
      `authentication is "${authentication}", not one of ${AUTHENTICATION_TYPES.join(", ")} (spec, part 3)`,
    );
  }
  const { dialect = DEFAULT_SETTINGS.dialect } = options;
  if (!Object.hasOwn(DIALECTS, dialect)) {
    throw new FieldError(
      "dialect",
      `dialect is "${dialect}", not one of ${Object.keys(DIALECTS).join(", ")} (spec, part 1)`,
    );
  }
  return {
    authentication,
    dialect,
    pki: options.pki !== undefined,
    provisioning: options.provisioning ?? DEFAULT_SETTINGS.provisioning,
    registration: options.registration ?? DEFAULT_SETTINGS.registration,
    identity: identityIn(options),
    refuseWith: options.refuseWith ?? DEFAULT_SETTINGS.refuseWith,
    sessionPresent: options.sessionPresent ?? DEFAULT_SETTINGS.sessionPresent,
    stampedTopics: options.stampedTopics ?? DEFAULT_SETTINGS.stampedTopics,
    disconnectOnRejected: options.disconnectOnRejected ?? DEFAULT_SETTINGS.disconnectOnRejected,
    learn: options.learn ?? DEFAULT_SETTINGS.learn,
  };
}

function identityIn({ identity = DEFAULT_SETTINGS.identity }: ConnectorDescription): RegExp {
  if (identity instanceof RegExp) return identity;
  if (Object.hasOwn(IDENTITY_FORMATS, identity)) return IDENTITY_FORMATS[identity];
  const known = Object.keys(IDENTITY_FORMATS).join(", ");
  throw new FieldError(
    "identity",
    `identity "${identity}" is neither a regular expression nor one of ${known} (CN-PROV-6)`,
  );
}

function authorityIn({ pki }: ConnectorDescription, settings: ConnectorSettings): string | undefined {
  if (pki === undefined) return undefined;
  if (settings.authentication !== "certificate") {
    throw new FieldError(
      "pki",
      'pki is for authentication "certificate" only (CN-PROV-4); leave one of the two out',
    );
  }
  try {
    new X509Certificate(pki.ca);
  } catch (error) {
    throw new FieldError("pki", "pki.ca is not a certificate in PEM (CN-PROV-4)", { cause: error });
  }
  return pki.ca;
}

function whitelistOf(addresses: readonly string[] | undefined): BlockList | undefined {
  if (addresses === undefined) return undefined;
  const list = new BlockList();
  for (const [index, entry] of addresses.entries()) {
    const [address = "", prefix, ...rest] = entry.split("/");
    const version = isIP(address);
    const bits = version === 6 ? 128 : 32;
    const length = prefix === undefined ? bits : /^\d+$/.test(prefix) ? Number(prefix) : bits + 1;
    if (version === 0 || length > bits || rest.length > 0) {
      throw new FieldError(
        `addresses[${index}]`,
        `addresses: "${entry}" is neither an IP address nor a subnet such as 10.0.0.0/8 (CN-PROV-6)`,
      );
    }
    list.addSubnet(address, length, version === 6 ? "ipv6" : "ipv4");
  }
  return list;
}
