import { createPrivateKey, randomBytes, X509Certificate } from "node:crypto";
import { join } from "node:path";
import { rootsIn } from "../firmware/certificate/root-certificates.js";
import { rootFileName } from "../firmware/certificate/root-files.js";
import { type Bundle, bundleProgram, root } from "./engine/bundle.js";
import type { EngineName } from "./engine/device-engine.js";
import type { EngineProgress, HeapFigures, HeapLimit } from "./engine/machine.js";
import { openEnd, type SerialJack } from "./engine/services/serial-ports.js";
import { type Restart, watchEngine } from "./engine/watchdog.js";
import type { Air } from "./world/air.js";
import { Computer } from "./world/computer.js";
import { answerI2C, type FindBus } from "./world/i2c-call.js";
import type { PowerCut } from "./world/power-cut.js";
import { SensorControl } from "./world/sensor-control.js";

export type { EngineName } from "./engine/device-engine.js";

/** Something that happened to the device; `event` names the kind. */
export interface SimulatedEvent {
  readonly event: string;
  readonly [property: string]: unknown;
}

export interface SimulatedDeviceOptions {
  /** The device's identity, unless its flash says otherwise. */
  readonly id: string;
  readonly engine: EngineName;
  /** Folder of its flash; what is in there survives. */
  readonly flash: string;
  /** The Connector it belongs to, where that came with it; a board out of its box where absent. `ca` is the authority to trust, or several (of today and of tomorrow), PEM. */
  readonly cloud?:
    | {
        readonly connectorId: string;
        readonly domain: string;
        readonly port: number;
        readonly ca: string;
      }
    | undefined;
  /** Certificate, with its chain behind it, and key that the board brings along, PEM; see `Board.clientCertificate`. */
  readonly clientCertificate?: { readonly cert: string; readonly key: string };
  /** Further defaults for settings, by the names in `firmware/storage/settings.ts`. */
  readonly settings?: Readonly<Record<string, string | number>>;
  /** The program; the firmware of this repository where absent. */
  readonly bundle?: Bundle;
  /** Room on its heap beside the program, on XS; several times a board's where absent. A board that carries mebibytes needs external RAM. */
  readonly heap?: HeapLimit;
  /** Fails the power in the middle of a write to flash. */
  readonly powerCut?: PowerCut;
  /** Milliseconds before the first, the second, … restart in a row; the watchdog's own where absent. */
  readonly gaps?: readonly number[];
  /** Whether the time server answers; it does where absent. */
  readonly timeServer?: () => boolean;
  /** What its Wi-Fi hears; it is on the computer's network, without Wi-Fi, where absent. */
  readonly air?: Air;
  /** What its serial console is plugged into; nothing where absent. */
  readonly serial?: SerialJack;
  /** Its I2C buses, with chips on them; nothing is wired where absent. */
  readonly i2c?: FindBus;
  /** A hand on its sensors; they measure undisturbed where absent. */
  readonly sensors?: SensorControl;
  readonly onEvent: (event: SimulatedEvent) => void;
  readonly onProgress?: (progress: EngineProgress) => void;
}

/** A device with power. */
export interface SimulatedDevice {
  readonly id: string;
  /** Process of the XS engine; undefined where the firmware runs in this one. */
  readonly pid: number | undefined;
  /** Pulls the plug: nothing that was not in flash is left. */
  cutPower(): void;
  powerOn(): Promise<void>;
  /** What lives on the heap, after a garbage collection; XS only. */
  heap(): Promise<HeapFigures | undefined>;
  /** Switches the device off for good; nothing of it is left running. */
  close(): Promise<void>;
}

/**
 * Boots the firmware on an engine, with this computer around it. Restarts it when it fails, in growing gaps, as a board's
 * watchdog would, and tells so with the event `crashed`.
 *
 * @throws EngineUnavailable where XS cannot be built, BundleError where the firmware has a mistake, RootError where `cloud.ca` cannot be trusted
 */
export async function startSimulatedDevice(options: SimulatedDeviceOptions): Promise<SimulatedDevice> {
  const { id, engine, flash, cloud, settings, onEvent, onProgress } = options;
  const { ca, ...connector } = cloud ?? {};
  const { sensors = new SensorControl() } = options;
  const bundle = options.bundle ?? (await bundleProgram({ entry: join(root, "host-sim/platform/main.ts") }));
  const computer = await Computer.watch();
  const calls: Readonly<Record<string, (payload: unknown) => unknown>> = {
    computer: () => computer.sample(),
    entropy: (count) => [...randomBytes(Number(count))],
    sensor: (name) => sensors.substitutes(String(name)),
    i2c: (question) => answerI2C(options.i2c ?? (() => undefined), question),
    time: () => options.timeServer?.() ?? true,
    sightings: () => options.air?.sightings() ?? [],
    knock: (door) => {
      const { ssid, passphrase } = door as { ssid: string; passphrase: string };
      return options.air?.knock(ssid, passphrase) ?? "absent";
    },
  };
  try {
    const watched = await watchEngine({
      engine,
      bundle,
      name: id,
      storageDir: flash,
      serial: options.serial ?? openEnd,
      config: {
        ...settings,
        ...connector,
        deviceId: id,
        ...(options.air === undefined ? {} : { hasAir: 1 }),
      },
      resources: {
        ...(ca === undefined ? {} : rootResources(ca)),
        ...clientFiles(options.clientCertificate),
      },
      call: (name, payload) => {
        const answer = calls[name];
        if (answer === undefined) throw new Error(`the simulated board has no "${name}"`);
        return answer(payload);
      },
      ...(options.heap === undefined ? {} : { heap: options.heap }),
      ...(options.powerCut === undefined ? {} : { powerCut: options.powerCut }),
      ...(options.gaps === undefined ? {} : { gaps: options.gaps }),
      onTrace: (line) => onEvent({ event: "log", level: "info", tag: "trace", message: line }),
      onEvent: (event) => onEvent(event as SimulatedEvent),
      onRestart: (restart) => onEvent(crashed(restart)),
      ...(onProgress === undefined ? {} : { onProgress }),
    });
    return {
      id,
      get pid() {
        return watched.pid;
      },
      cutPower: () => watched.cutPower(),
      powerOn: () => watched.powerOn(),
      heap: () => watched.heap(),
      async close() {
        await watched.close();
        computer.close();
      },
    };
  } catch (error) {
    computer.close();
    throw error;
  }
}

/** As an image brings them. @throws RootError naming what is wrong with them */
function rootResources(pem: string): Record<string, Uint8Array> {
  return Object.fromEntries(rootsIn(pem).map((root, index) => [rootFileName(index), root]));
}

/** The files as the firmware takes them: certificates in DER one behind the other, the key in PKCS#8. */
function clientFiles(pair: SimulatedDeviceOptions["clientCertificate"]): Record<string, Buffer> {
  if (pair === undefined) return {};
  const chain = pair.cert.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? [];
  return {
    "client.der": Buffer.concat(chain.map((pem) => new X509Certificate(pem).raw)),
    "client-key.der": createPrivateKey(pair.key).export({ type: "pkcs8", format: "der" }),
  };
}

function crashed({ exit, delay }: Restart): SimulatedEvent {
  const { kind, reason, position } = exit;
  return {
    event: "crashed",
    kind,
    reason,
    ...(position === undefined ? {} : { position }),
    restartIn: delay,
  };
}
