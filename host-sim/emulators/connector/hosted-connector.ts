import { mkdirSync } from "node:fs";
import { type BlockList, isIPv6 } from "node:net";
import { join } from "node:path";
import { ContentFolder } from "./content/content-folder.js";
import { Connector } from "./core/connector.js";
import type { ContentEntry } from "./core/content.js";
import type { PacketNote } from "./core/packet-note.js";
import type { ResourceDefinition } from "./core/resource.js";
import type { SessionLimits } from "./core/session.js";
import { EventLog } from "./event-log.js";
import type { CheckedDescription } from "./options.js";
import { newConnectorId, newSalt, newToken } from "./random-names.js";
import { captureState, restoreDevices } from "./state.js";
import { type LoadedState, loadState, StateFile } from "./state-file.js";
import type { CertificateStore } from "./tls/certificate-store.js";
import { issueFlawedCertificate } from "./tls/flawed-certificates.js";
import { ServerIdentity } from "./tls/server-names.js";

/** One Connector with its folder, its events and its certificate; sockets are bound to it from outside. */
export interface HostedConnector {
  readonly connector: Connector;
  readonly domain: string;
  readonly folder: string;
  readonly identity: ServerIdentity;
  readonly limits: SessionLimits;
  readonly log: EventLog;
  readonly file: StateFile;
  /** The files its devices may download, if it has any (CN-CON-1). */
  readonly content: ContentFolder | undefined;
  /** CN-PROV-6: whether the IP whitelist lets a client's address in. */
  admits(address: string): boolean;
}

export interface HostOptions {
  readonly description: CheckedDescription;
  /** The Connector's own folder; created if missing. */
  readonly folder: string;
  readonly certificates: CertificateStore;
  /** Port of the HTTPS server of all Connectors' files, once it listens. */
  readonly contentPort: () => number;
  readonly onPacket: ((note: PacketNote, connectorId: string) => void) | undefined;
  /** Milliseconds since 1970, never going back. */
  readonly now: () => number;
}

/** Builds a Connector from its folder and its description. */
export function hostConnector(options: HostOptions): HostedConnector {
  const { description, folder, certificates, now } = options;
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const log = new EventLog();
  const content = description.content === undefined ? undefined : new ContentFolder(description.content);
  const contents = (): ContentEntry[] =>
    (content?.list() ?? []).map(({ name, length, mime }) => {
      const url = `${contentUrl(hostName, options.contentPort())}${encodeURIComponent(name)}`;
      return { name, length, mime, url };
    });
  const { connector, file } = restore(options, log, contents);
  const hostName = `${connector.id}.${description.domain}`;
  const { pkiAuthority, tls } = description;
  const identity = new ServerIdentity({
    hostName,
    issue: async () => tls ?? certificates.serverCertificate(hostName, folder, now()),
    instead: () => {
      const fault = connector.faults.strike("bad-certificate", {}, now());
      return fault && issueFlawedCertificate(fault.flaw, certificates.ca, hostName);
    },
    ...(pkiAuthority === undefined ? {} : { clientAuthority: pkiAuthority }),
    now,
  });
  const { domain, limits, addresses } = description;
  const admits = (address: string) => isListed(addresses, address);
  return { connector, domain, folder, identity, limits, log, file, content, admits };
}

/** Where a Connector's files are; their names follow. */
export function contentUrl(hostName: string, port: number): string {
  return `https://${hostName}:${port}/`;
}

/** Node tells IPv4 clients of an IPv6 socket as `::ffff:a.b.c.d`, which a BlockList matches with its IPv4 rules. */
function isListed(whitelist: BlockList | undefined, address: string): boolean {
  return whitelist?.check(address, isIPv6(address) ? "ipv6" : "ipv4") ?? true;
}

/** The description's resources win over learned ones. */
function restore(
  { description, folder, onPacket, now }: HostOptions,
  log: EventLog,
  contents: () => ContentEntry[],
): { connector: Connector; file: StateFile } {
  const path = join(folder, "connector.json");
  const loaded = loadState(path);
  reportSetAside(loaded, path, log, now());
  const state = loaded.kind === "loaded" ? loaded.state : undefined;
  const { settings, resources } = description;
  const definitions = new Map<string, ResourceDefinition>();
  for (const each of [...(settings.learn ? (state?.learned ?? []) : []), ...resources]) {
    definitions.set(each.alias, each);
  }
  const given = new Set(resources.map(({ alias }) => alias));
  const file: StateFile = new StateFile({
    path,
    snapshot: () => captureState(connector, given),
    onError: (reason) => log.emit(now(), { event: "state-not-saved", file: path, reason }),
  });
  const connector: Connector = new Connector({
    id: description.id ?? state?.connectorId ?? newConnectorId(),
    settings,
    definitions: definitions.values(),
    devices: state === undefined ? [] : restoreDevices(state, definitions),
    ports: {
      emit: (at, event) => log.emit(at, event),
      newToken,
      newSalt,
      contents,
      packet: onPacket && ((note) => onPacket(note, connector.id)),
      changed: (urgency) => (urgency === "now" ? file.saveNow() : file.saveSoon()),
    },
  });
  return { connector, file };
}

function reportSetAside(loaded: LoadedState, path: string, log: EventLog, now: number): void {
  if (loaded.kind !== "set-aside") return;
  const { keptAs, reason } = loaded;
  log.emit(now, { event: "state-set-aside", file: path, keptAs, reason });
}
