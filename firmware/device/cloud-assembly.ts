import { ExpiryWatch } from "../certificate/expiry-watch.js";
import { ConnectorAdapter } from "../cloud/connector/adapter.js";
import { Download } from "../content/download.js";
import { SHA256 } from "../content/sha256.js";
import type { CertificateFile } from "../ports/tcp.js";
import { ActivationRecord } from "../storage/activation-record.js";
import type { CertificateStore } from "../storage/certificate-store.js";
import { CredentialStore } from "../storage/credential-store.js";
import { OutageStore } from "../storage/outage-store.js";
import { Absence } from "./absence.js";
import { BackOff } from "./back-off.js";
import { CertificateCredentials } from "./certificate-credentials.js";
import { ContentList } from "./content-list.js";
import type { Core } from "./core.js";
import { credentialStatus } from "./credential-status.js";
import type { Credentials } from "./credentials.js";
import { Device } from "./device.js";
import type { CredentialStatus } from "./device-status.js";
import { Outage } from "./outage.js";
import { connectorTiming, quickPace, slowPace } from "./pace.js";
import { Recovery } from "./recovery.js";
import type { ResourceSide } from "./resource-assembly.js";
import type { RunningDevice } from "./running-device.js";
import { type CloudSide, statusOf } from "./status.js";
import { TimeKeeper } from "./time-keeper.js";

export interface CloudAssembly extends Core, ResourceSide {
  id: string;
  /** The trusted roots of the moment: the image's and those in flash. */
  roots(): readonly CertificateFile[];
  certificates: CertificateStore;
}

/** Tries of a download in a row that bring nothing before it is given up; at the longest back-off, some 20 minutes. */
const downloadPatience = 8;

/** Builds the half of the device that talks to its cloud, and starts it. */
export function connectDevice(assembly: CloudAssembly): RunningDevice {
  const { id, settings, roots, board, io, run, outbox, postman, reports, log, observe } = assembly;
  const { clock, network } = board;
  const host = `${settings.connectorId}.${settings.domain}`;
  const contents = new ContentList({ Timer: io.Timer, timeout: settings.acknowledgeSeconds * 1000, log });
  const random = (): number => board.random();
  const quickly = quickPace(settings, random);
  const certificates = watchCertificates(assembly);
  const { time, absence } = buildAbsence(assembly);
  const device = new Device({
    id,
    Timer: io.Timer,
    clock,
    log,
    observe,
    random,
    network,
    seedTLS: () => board.seedTLS?.(),
    time,
    absence,
    reports,
    adapter: new ConnectorAdapter({
      io,
      host,
      port: settings.port,
      roots,
      onCertificate: ({ notAfter }) => certificates.uses("server", notAfter),
      deviceId: id,
      authentication: settings.authentication,
      entropy: (count) => board.entropy(count),
      timing: connectorTiming(settings),
      window: settings.windowMessages,
      longestMessage: settings.messageCharacters,
      longestWrite: settings.longestWriteBytes,
      now: () => clock.now(),
      log,
    }),
    credentials: credentialsFor(assembly, host),
    backOff: new BackOff(quickly),
    slowBackOff: new BackOff(slowPace(settings, random)),
    postman,
    contents,
  });
  device.start();
  const cloud: CloudSide = {
    get state() {
      return device.state;
    },
    get isTimeKnown() {
      return time.known;
    },
    get cloud() {
      return { ...device.cloud, host };
    },
    get offline() {
      return absence.record;
    },
  };
  const credentials = (): readonly CredentialStatus[] => heldBy(assembly, host);
  return {
    status: () => statusOf({ id, board, run, outbox, cloud, credentials }),
    contents: (onAnswer) => contents.ask(onAnswer),
    download: (file, options) =>
      new Download({
        io,
        SHA256,
        roots,
        file,
        backOff: new BackOff(quickly),
        patience: downloadPatience,
        timeout: settings.acknowledgeSeconds * 1000,
        log,
        ...options,
      }),
  };
}

/** Of the server and of the device: their end is told in time. */
function watchCertificates({ settings, board, io, certificates, reports, log }: CloudAssembly): ExpiryWatch {
  const watch = new ExpiryWatch({
    Timer: io.Timer,
    now: () => board.clock.now(),
    onEnding: (which, notAfter) => {
      log.warning("device", `the ${which}'s certificate ends on ${new Date(notAfter).toISOString()}`);
      reports.report("certificate", { which, notAfter });
    },
  });
  try {
    const own = settings.authentication === "certificate" ? certificates.read() : undefined;
    if (own !== undefined) watch.uses("device", own.notAfter);
  } catch {
    // Flash cannot be read, which the login reports and tries again.
  }
  return watch;
}

/** What keeps the time and deals with absences. */
function buildAbsence({ board, io, flash, settings, run, reports, postman, log }: CloudAssembly): {
  time: TimeKeeper;
  absence: Absence;
} {
  const { clock, network } = board;
  const time = new TimeKeeper({
    clock,
    Timer: io.Timer,
    log,
    random: () => board.random(),
    longest: settings.clockSyncSeconds * 1000,
    onAnswer: (answered) => {
      if (answered) postman.timeKnown();
      absence.timeServer(answered);
    },
  });
  const store = new OutageStore({ domain: flash, log });
  const absence = new Absence({
    clock,
    network,
    outage: new Outage({ clock, isTimeKnown: () => time.known, store }),
    recovery: new Recovery({
      clock,
      networkAfter: settings.recoverNetworkSeconds * 1000,
      restartAfter: settings.recoverRestartSeconds * 1000,
      recoveries: run.recoveries,
      hasReached: run.hasReached,
    }),
    run,
    reports,
    log,
  });
  return { time, absence };
}

function heldBy(
  { id, settings, roots, flash, certificates, log }: CloudAssembly,
  host: string,
): readonly CredentialStatus[] {
  return credentialStatus({
    authentication: settings.authentication,
    roots: roots(),
    certificates,
    secrets: new CredentialStore({ domain: flash, log }),
    account: { host, device: id },
  });
}

function credentialsFor(
  { id, settings, flash, certificates, log }: CloudAssembly,
  host: string,
): Credentials {
  if (settings.authentication === "certificate") {
    const activations = new ActivationRecord({ domain: flash, log });
    return new CertificateCredentials({ certificates, activations, host });
  }
  const account = { host, device: id };
  const store = new CredentialStore({ domain: flash, log });
  return { read: () => store.read(account), write: (received) => store.write(account, received) };
}
