import { mkdirSync } from "node:fs";
import { performance } from "node:perf_hooks";
import { CloudSide } from "./cloud-side.js";
import { ContentServer } from "./content/content-server.js";
import { ControlError } from "./control/control-error.js";
import { ControlServer } from "./control/control-server.js";
import { connectControl } from "./control-client.js";
import type { ConnectorEvent } from "./core/events.js";
import { FaultClock } from "./fault-clock.js";
import { contentUrl, type HostedConnector, hostConnector } from "./hosted-connector.js";
import type { CheckedDescription, CheckedEmulator } from "./options.js";
import type { EmulatedConnector } from "./running.js";
import { CertificateStore } from "./tls/certificate-store.js";
import { TlsServer } from "./tls-server.js";

/** A description with the folder that its Connector lives in. */
export interface Placed {
  readonly description: CheckedDescription;
  readonly folder: string;
}

/** Everything that runs behind one port. */
export interface Emulator {
  readonly port: number;
  readonly address: string;
  readonly certificates: CertificateStore;
  readonly connectors: readonly EmulatedConnector[];
  /** Ends all connections, saves the states and frees the ports. Calling it again does nothing more. */
  close(): Promise<void>;
}

/** Ends one thing that was started. */
type Undo = () => Promise<void> | void;

/** Starts all Connectors or, with an Error, none of them. */
export async function startEmulator(options: CheckedEmulator, placed: readonly Placed[]): Promise<Emulator> {
  const { stateDir } = options;
  for (const { folder } of placed) await refuseSecondEmulator(folder);
  mkdirSync(stateDir, { recursive: true, mode: 0o700 });
  const certificates = await CertificateStore.open(stateDir);
  /** In the order in which they are to be called. */
  const undo: Undo[] = [];
  const undoAll = async () => {
    for (const each of undo.splice(0)) await each();
  };
  try {
    const { bound, connectors } = await bringUp(options, placed, certificates, undo);
    let closing: Promise<void> | undefined;
    return {
      ...bound,
      certificates,
      connectors,
      close: () => {
        closing ??= undoAll();
        return closing;
      },
    };
  } catch (error) {
    await undoAll();
    throw error;
  }
}

async function bringUp(
  { port, contentPort, bind, onEvent, onPacket }: CheckedEmulator,
  placed: readonly Placed[],
  certificates: CertificateStore,
  undo: Undo[],
): Promise<{ bound: { port: number; address: string }; connectors: EmulatedConnector[] }> {
  let filesAt: number | undefined;
  const hosted = placed.map(({ description, folder }) => {
    const each = hostConnector({
      description,
      folder,
      certificates,
      contentPort: () => filesAt ?? 0,
      onPacket,
      now,
    });
    if (onEvent !== undefined) {
      const listener = (event: ConnectorEvent) => onEvent(event, each.connector.id);
      // A damaged state file was reported before anybody could listen.
      each.log.history().forEach(listener);
      each.log.subscribe(listener);
    }
    return each;
  });
  // Made before the first client comes: its handshake must not pay for the keys, and a failure shows at the start.
  for (const { identity } of hosted) await identity.context();

  const server = new TlsServer({ connectors: hosted, now });
  const { port: boundPort, address } = await server.listen(port, bind);
  const bound = { port: boundPort, address };
  undo.push(() => server.close());
  if (hosted.some(({ content }) => content !== undefined)) {
    const files = new ContentServer({ connectors: hosted, now });
    filesAt = (await files.listen(contentPort, bind)).port;
    undo.push(() => files.close());
  }
  const connectors: EmulatedConnector[] = [];
  for (const [index, each] of hosted.entries()) {
    const { caFile } = certificates;
    const { connector, domain } = each;
    const endpoint = { connectorId: connector.id, domain, port: bound.port, caFile };
    const cloud = new CloudSide({ connector, log: each.log, now, endpoint });
    const control = new ControlServer({ control: cloud, stateDir: each.folder });
    await control.listen();
    connectors.push(emulated(each, cloud, { ...bound, certificates, filesAt }));
    undo.push(() => retire(each, control));
    each.file.saveNow();
    const { hostName: host } = each.identity;
    each.log.emit(now(), { event: "listening", host, ...bound, connectorId: connector.id, caFile });
    connector.faults.schedule(placed[index]?.description.faults ?? [], now());
    const clock = new FaultClock(connector.faults, now);
    undo.unshift(() => clock.close());
  }
  return { bound, connectors };
}

const { timeOrigin } = performance;

/** Wall-clock milliseconds that never go back: deadlines survive a clock that is set while the emulator runs. */
function now(): number {
  return timeOrigin + performance.now();
}

/** The control side goes last: `closed` is the last event that its watchers are sent. */
async function retire({ connector, file, log }: HostedConnector, control: ControlServer): Promise<void> {
  file.close();
  log.emit(now(), { event: "closed", connectorId: connector.id });
  await control.close();
}

function emulated(
  { connector, identity, domain, log, content }: HostedConnector,
  cloud: CloudSide,
  at: {
    readonly port: number;
    readonly address: string;
    readonly filesAt: number | undefined;
    readonly certificates: CertificateStore;
  },
): EmulatedConnector {
  const { port, address, filesAt, certificates } = at;
  const hasFiles = content !== undefined && filesAt !== undefined;
  return {
    host: identity.hostName,
    port,
    address,
    connectorId: connector.id,
    domain,
    caFile: certificates.caFile,
    ca: certificates.ca.cert,
    contentUrl: hasFiles ? contentUrl(identity.hostName, filesAt) : null,
    events: () => log.history(),
    kick: (device) => cloud.kick(device),
    endpoint: () => cloud.endpoint(),
    list: () => cloud.list(),
    read: (device, resource) => cloud.read(device, resource),
    write: (device, resource, value) => cloud.write(device, resource, value),
    enable: (device) => cloud.enable(device),
    lock: (device) => cloud.lock(device),
    unlock: (device) => cloud.unlock(device),
    revoke: (device) => cloud.revoke(device),
    reprovision: (device) => cloud.reprovision(device),
    delete: (device) => cloud.delete(device),
    inject: (fault, injectOptions) => cloud.inject(fault, injectOptions),
    faults: () => cloud.faults(),
    clearFaults: () => cloud.clearFaults(),
    watch: (watchOptions) => cloud.watch(watchOptions),
  };
}

/** Two emulators on one folder would overwrite each other's devices. */
async function refuseSecondEmulator(folder: string): Promise<void> {
  try {
    await connectControl({ stateDir: folder });
  } catch (error) {
    if (!(error instanceof ControlError)) throw error;
    if (error.code === "not-running") return;
    if (error.code !== "ambiguous") throw error;
  }
  throw new Error(
    `an emulator is already running with the state folder ${folder}; stop it or use another folder`,
  );
}
