import { isIP } from "node:net";
import type { ConnectorEvent } from "./core/events.js";
import { checkDefinition, type ResourceDefinition } from "./core/resource.js";
import { DEFAULT_LIMITS, type SessionLimits } from "./core/session.js";
import { type ConnectorSettings, DEFAULT_SETTINGS } from "./core/settings.js";

/** What `startConnector` takes. Only the state folder is required. */
export interface ConnectorOptions extends Partial<ConnectorSettings> {
  /** Folder of the emulator's own; created if missing. Holds state, certificates and, while it runs, `control.json`. */
  readonly stateDir: string;
  /** Connector id, one DNS label. Default: the one in the state folder, made up on the first run. */
  readonly id?: string;
  /** Clients connect to `<id>.<domain>` (CN-TLS-1). Default `m2.localhost`. */
  readonly domain?: string;
  /** TCP port; 0 takes any free one. Default 8883. */
  readonly port?: number;
  /** IP address to listen on. Default 127.0.0.1. */
  readonly bind?: string;
  /** The Connector's resources (CN-MOD-1). Default none. */
  readonly resources?: readonly ResourceDefinition[];
  /** Replaces the emulator's own server certificate: PEM, `cert` with its chain. */
  readonly tls?: { readonly key: string; readonly cert: string };
  /** Deadlines and sizes of a connection. */
  readonly limits?: Partial<SessionLimits>;
  /** Called for every event, at once. Must not throw. */
  readonly onEvent?: (event: ConnectorEvent) => void;
}

/** Options with every default filled in, except for the id, which the state folder decides. */
export interface CheckedOptions {
  readonly stateDir: string;
  readonly id: string | undefined;
  readonly domain: string;
  readonly port: number;
  readonly bind: string;
  readonly resources: readonly ResourceDefinition[];
  readonly tls: { readonly key: string; readonly cert: string } | undefined;
  readonly limits: SessionLimits;
  readonly settings: ConnectorSettings;
  readonly onEvent: (event: ConnectorEvent) => void;
}

const LABEL = /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/;

/** @throws Error naming the option, the problem and what is expected. */
export function checkOptions(options: ConnectorOptions): CheckedOptions {
  const {
    stateDir,
    id,
    domain = "m2.localhost",
    port = 8883,
    bind = "127.0.0.1",
    resources = [],
    limits,
    tls,
  } = options;
  if (stateDir === "")
    throw new Error("stateDir is empty; give a folder that the emulator may keep its state in");
  if (id !== undefined && !LABEL.test(id)) {
    throw new Error(`id "${id}" is not a DNS label of lower-case letters, digits and inner hyphens`);
  }
  if (!domain.split(".").every((label) => LABEL.test(label))) {
    throw new Error(`domain "${domain}" is not a DNS name in lower case, such as m2.localhost`);
  }
  if (!Number.isInteger(port) || port < 0 || port > 65_535)
    throw new Error(`port ${port} is not between 0 and 65535`);
  if (isIP(bind) === 0) throw new Error(`bind "${bind}" is not an IP address, such as 127.0.0.1`);
  checkResources(resources);
  return {
    stateDir,
    id,
    domain,
    port,
    bind,
    resources,
    tls,
    limits: { ...DEFAULT_LIMITS, ...limits },
    settings: settingsIn(options),
    onEvent: options.onEvent ?? (() => {}),
  };
}

function checkResources(resources: readonly ResourceDefinition[]): void {
  const seen = new Set<string>();
  for (const definition of resources) {
    checkDefinition(definition);
    if (seen.has(definition.alias)) throw new Error(`resource "${definition.alias}" is defined twice`);
    seen.add(definition.alias);
  }
}

function settingsIn(options: ConnectorOptions): ConnectorSettings {
  return {
    provisioning: options.provisioning ?? DEFAULT_SETTINGS.provisioning,
    registration: options.registration ?? DEFAULT_SETTINGS.registration,
    identity: options.identity ?? DEFAULT_SETTINGS.identity,
    refuseWith: options.refuseWith ?? DEFAULT_SETTINGS.refuseWith,
    sessionPresent: options.sessionPresent ?? DEFAULT_SETTINGS.sessionPresent,
    stampedTopics: options.stampedTopics ?? DEFAULT_SETTINGS.stampedTopics,
    disconnectOnRejected: options.disconnectOnRejected ?? DEFAULT_SETTINGS.disconnectOnRejected,
    learn: options.learn ?? DEFAULT_SETTINGS.learn,
  };
}
