import { mkdirSync } from "node:fs";
import { performance } from "node:perf_hooks";
import { CloudSide } from "./cloud-side.js";
import { ControlError } from "./control/control-error.js";
import { ControlServer } from "./control/control-server.js";
import { connectControl } from "./control-client.js";
import type { ConnectorEvent } from "./core/events.js";
import { FaultClock } from "./fault-clock.js";
import { type HostedConnector, hostConnector } from "./hosted-connector.js";
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

/** Starts all Connectors or, with an Error, none of them. */
export async function startEmulator(options: CheckedEmulator, placed: readonly Placed[]): Promise<Emulator> {
  const { stateDir, port, bind, onEvent } = options;
  for (const { folder } of placed) await refuseSecondEmulator(folder);
  mkdirSync(stateDir, { recursive: true, mode: 0o700 });
  const certificates = await CertificateStore.open(stateDir);
  const hosted = placed.map(({ description, folder }) => {
    const each = hostConnector({ description, folder, certificates, now });
    const listener = (event: ConnectorEvent) => onEvent(event, each.connector.id);
    // A damaged state file was reported before anybody could listen.
    each.log.history().forEach(listener);
    each.log.subscribe(listener);
    return each;
  });
  // Made before the first client comes: its handshake must not pay for the keys, and a failure shows at the start.
  for (const { identity } of hosted) await identity.context();
  const server = new TlsServer({ connectors: hosted, now });
  const bound = await server.listen(port, bind);
  const controls: ControlServer[] = [];
  const closeServers = async () => {
    await server.close();
  };
  const clocks: FaultClock[] = [];
  const connectors: EmulatedConnector[] = [];
  try {
    for (const each of hosted) {
      const cloud = cloudSideOf(each, bound.port, certificates.caFile);
      const control = new ControlServer({ control: cloud, stateDir: each.folder });
      await control.listen();
      controls.push(control);
      connectors.push(emulated(each, cloud, { ...bound, certificates }));
    }
  } catch (error) {
    await closeServers();
    for (const control of controls) await control.close();
    throw error;
  }
  for (const { connector, identity, file, log } of hosted) {
    file.saveNow();
    const { hostName: host } = identity;
    const { caFile } = certificates;
    log.emit(now(), { event: "listening", host, ...portOf(bound), connectorId: connector.id, caFile });
  }
  hosted.forEach(({ connector }, index) => {
    connector.faults.schedule(placed[index]?.description.faults ?? [], now());
    clocks.push(new FaultClock(connector.faults, now));
  });

  const close = async () => {
    for (const clock of clocks) clock.close();
    await closeServers();
    for (const { connector, file, log } of hosted) {
      file.close();
      log.emit(now(), { event: "closed", connectorId: connector.id });
    }
    for (const control of controls) await control.close();
  };
  let closing: Promise<void> | undefined;
  return {
    ...portOf(bound),
    certificates,
    connectors,
    close: () => {
      closing ??= close();
      return closing;
    },
  };
}

/** Wall-clock milliseconds that never go back: deadlines survive a clock that is set while the emulator runs. */
function now(): number {
  return performance.timeOrigin + performance.now();
}

function portOf({ port, address }: { port: number; address: string }): { port: number; address: string } {
  return { port, address };
}

function cloudSideOf({ connector, log, domain }: HostedConnector, port: number, caFile: string): CloudSide {
  const endpoint = { connectorId: connector.id, domain, port, caFile };
  return new CloudSide({ connector, log, now, endpoint });
}

function emulated(
  { connector, identity, domain, log }: HostedConnector,
  cloud: CloudSide,
  at: { readonly port: number; readonly address: string; readonly certificates: CertificateStore },
): EmulatedConnector {
  return {
    host: identity.hostName,
    ...portOf(at),
    connectorId: connector.id,
    domain,
    caFile: at.certificates.caFile,
    ca: at.certificates.ca.cert,
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
    if (error instanceof ControlError && error.code === "not-running") return;
    throw error;
  }
  throw new Error(
    `an emulator is already running with the state folder ${folder}; stop it or use another folder`,
  );
}
