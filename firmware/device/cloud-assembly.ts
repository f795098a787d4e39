import { ConnectorAdapter } from "../cloud/connector/adapter.js";
import type { ConnectorTiming } from "../cloud/connector/options.js";
import type { MQTTPlatform } from "../cloud/mqtt-options.js";
import { Download } from "../content/download.js";
import { SHA256 } from "../content/sha256.js";
import type { Board } from "../ports/board.js";
import type { KeyValueDomain } from "../ports/key-value.js";
import { ActivationRecord } from "../storage/activation-record.js";
import type { CertificateStore } from "../storage/certificate-store.js";
import { CredentialStore } from "../storage/credential-store.js";
import type { Settings } from "../storage/settings.js";
import { BackOff, type BackOffOptions } from "./back-off.js";
import { CertificateCredentials } from "./certificate-credentials.js";
import { ContentList } from "./content-list.js";
import type { Credentials } from "./credentials.js";
import { Device } from "./device.js";
import type { DeviceEvent } from "./device-event.js";
import type { Log } from "./log.js";
import type { Postman } from "./postman.js";
import type { RunningDevice } from "./running-device.js";

export interface CloudAssembly {
  id: string;
  settings: Settings;
  /** Trusted root, DER. */
  root: ArrayBuffer | object;
  board: Board;
  io: MQTTPlatform;
  flash: KeyValueDomain;
  certificates: CertificateStore;
  postman: Postman;
  log: Log;
  observe(event: DeviceEvent): void;
}

/** Tries of a download in a row that bring nothing before it is given up; at the longest back-off, some 20 minutes. */
const downloadPatience = 8;

/** Builds the half of the device that talks to its cloud, and starts it. */
export function connectDevice(assembly: CloudAssembly): RunningDevice {
  const { id, settings, root, board, io, postman, log, observe } = assembly;
  const host = `${settings.connectorId}.${settings.domain}`;
  const contents = new ContentList({ Timer: io.Timer, timeout: settings.acknowledgeSeconds * 1000, log });
  const quickly = paceOf(settings, board);
  new Device({
    id,
    Timer: io.Timer,
    clock: board.clock,
    log,
    observe,
    startNetwork: (onUp) => board.startNetwork(onUp),
    adapter: new ConnectorAdapter({
      io,
      host,
      port: settings.port,
      root,
      deviceId: id,
      authentication: settings.authentication,
      entropy: (count) => board.entropy(count),
      timing: timingOf(settings),
      window: settings.windowMessages,
      now: () => board.clock.now(),
      log,
    }),
    credentials: credentialsFor(assembly, host),
    backOff: new BackOff(quickly),
    slowBackOff: new BackOff(slowPaceOf(settings, board)),
    postman,
    contents,
  }).start();
  return {
    contents: (onAnswer) => contents.ask(onAnswer),
    download: (file, options) =>
      new Download({
        io,
        SHA256,
        root,
        file,
        backOff: new BackOff(quickly),
        patience: downloadPatience,
        timeout: settings.acknowledgeSeconds * 1000,
        ...options,
      }),
  };
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

/** For what may be over soon. */
function paceOf(settings: Settings, board: Board): BackOffOptions {
  return {
    first: settings.retryFirstMilliseconds,
    cap: Math.max(settings.retryFirstMilliseconds, settings.retryMostMilliseconds),
    stable: settings.stableMilliseconds,
    random: () => board.random(),
  };
}

/** For what somebody has to mend first. Full jitter could mean no wait at all, and a refusal deserves one: hence the floor. */
function slowPaceOf(settings: Settings, board: Board): BackOffOptions {
  return {
    ...paceOf(settings, board),
    first: settings.refusedFirstMilliseconds,
    cap: Math.max(settings.refusedFirstMilliseconds, settings.refusedMostMilliseconds),
    floor: settings.refusedFirstMilliseconds / 2,
  };
}

function timingOf(settings: Settings): ConnectorTiming {
  return {
    keepAlive: settings.keepAliveSeconds * 1000,
    connectTimeout: settings.connectSeconds * 1000,
    activationTimeout: settings.activationSeconds * 1000,
    acknowledgeTimeout: settings.acknowledgeSeconds * 1000,
  };
}
