import type { AuthenticationType, KeyPair } from "../../host-sim/emulators/connector/index.js";
import { BundleError } from "../../host-sim/engine/bundle.js";
import type { EngineProgress } from "../../host-sim/engine/machine.js";
import type { SerialJack } from "../../host-sim/engine/services/serial-ports.js";
import { EngineUnavailable } from "../../host-sim/engine/xs/worker-build.js";
import {
  type EngineName,
  type SimulatedDevice,
  startSimulatedDevice,
} from "../../host-sim/simulated-device.js";
import type { SensorControl } from "../../host-sim/world/sensor-control.js";
import { CommandError, Interrupted } from "../exit-code.js";
import type { Occurrence, Output } from "../output/output.js";
import { deviceIdentity } from "./device-identity.js";
import type { Cloud } from "./find-cloud.js";
import type { StateFolder } from "./state-folder.js";

export type { EngineName } from "../../host-sim/simulated-device.js";

export interface SimulationOptions {
  readonly state: StateFolder;
  readonly output: Output;
  readonly cloud: Cloud;
  readonly engine: EngineName;
  /** Identity; the one in the state folder where undefined. */
  readonly device: string | undefined;
  readonly authentication: AuthenticationType;
  /** PEM; needed where devices prove with it who they are. Its common name has to be the device. */
  readonly clientCertificate?: KeyPair | undefined;
  /** Ctrl-C: what is being prepared then fails, and that is no failure. */
  readonly signal: AbortSignal;
  /** What its serial line is plugged into, where somebody wants it. */
  readonly serial?: SerialJack;
  /** A hand on its sensors, where somebody wants one. */
  readonly sensors?: SensorControl;
  /** Hears what happens to the device, at once. */
  readonly observe?: (event: Occurrence) => void;
}

const steps: Readonly<Record<EngineProgress["step"], string>> = {
  compile: "building the XS engine",
  snapshot: "preparing the firmware",
};

/** Boots one simulated device; what happens to it goes to the output. Throws a CommandError where it cannot be. */
export async function simulate(options: SimulationOptions): Promise<SimulatedDevice> {
  const { state, output, cloud, engine } = options;
  const id = options.device ?? deviceIdentity(state);
  // The device is alive before its start is told; what it says meanwhile comes behind that.
  const early: Occurrence[] = [];
  let hear = (event: Occurrence): unknown => early.push(event);
  try {
    const device = await startSimulatedDevice({
      id,
      engine,
      flash: state.flash(id),
      cloud,
      settings: { authentication: options.authentication },
      ...(options.clientCertificate === undefined ? {} : { clientCertificate: options.clientCertificate }),
      ...(options.serial === undefined ? {} : { serial: options.serial }),
      ...(options.sensors === undefined ? {} : { sensors: options.sensors }),
      onEvent: (event) => {
        options.observe?.(event);
        hear(event.event === "activated" ? { ...event, authentication: options.authentication } : event);
      },
      onProgress: ({ step, done, total }) =>
        output.progress(steps[step], done === undefined || total === undefined ? undefined : done / total),
    });
    output.event({
      event: "device-started",
      device: id,
      engine,
      ...(device.pid === undefined ? {} : { pid: device.pid }),
    });
    hear = (event) => output.event(event);
    for (const event of early) output.event(event);
    return device;
  } catch (error) {
    if (options.signal.aborted) throw new Interrupted();
    if (error instanceof EngineUnavailable) throw new CommandError("missing", error.message);
    if (error instanceof BundleError) throw new CommandError("failed", error.message);
    throw error;
  }
}
