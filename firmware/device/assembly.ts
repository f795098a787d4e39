import type { MQTTPlatform } from "../cloud/mqtt-options.js";
import { Outbox } from "../outbox/outbox.js";
import type { Board } from "../ports/board.js";
import type { KeyValuePort } from "../ports/key-value.js";
import { checkDeclaration, withLayer } from "../resources/check-declaration.js";
import type { DeviceDeclaration } from "../resources/definition.js";
import { ResourceSet } from "../resources/resource-set.js";
import { Sampler } from "../resources/sampler.js";
import { SensorBank } from "../resources/sensor-bank.js";
import { CertificateStore } from "../storage/certificate-store.js";
import { LongText } from "../storage/long-text.js";
import { SettingsStore } from "../storage/settings.js";
import { ValueStore } from "../storage/value-store.js";
import { importCertificate } from "./certificate-import.js";
import { connectDevice } from "./cloud-assembly.js";
import type { DeviceEvent } from "./device-event.js";
import { Log } from "./log.js";
import { Postman } from "./postman.js";
import type { RunningDevice } from "./running-device.js";

export interface Assembly {
  application: DeviceDeclaration;
  board: Board;
  io: MQTTPlatform;
  keyValue: KeyValuePort;
}

/** How often the sensors are asked whether one of them is due, milliseconds. */
const pollInterval = 1000;

/**
 * Builds the device from its declaration and its board, and starts it. Throws a DeclarationError where the
 * declaration makes no sense; nothing has begun then. Returns undefined where the device has no cloud to talk to.
 */
export function startDevice({ application, board, io, keyValue }: Assembly): RunningDevice | undefined {
  const { clock } = board;
  const observe = (event: DeviceEvent): void => {
    try {
      board.observe(event);
    } catch {
      // An observer's mistake must not stop the device in the middle of a step. The log goes the same way, so nobody can be told.
    }
  };
  const log = new Log({ sink: (level, tag, message) => observe({ event: "log", level, tag, message }) });
  const declared = checkDeclaration(application, board);
  const flash = keyValue.open({ path: "bowline", format: "string" });
  const settings = new SettingsStore({ domain: flash, log, defaults: board.defaults }).read();
  const certificates = new CertificateStore({ domain: flash, log });
  const certified =
    settings.authentication === "certificate" ? importCertificate(board, certificates, log) : undefined;
  const id = certified ?? (settings.deviceId === "" ? board.identity() : settings.deviceId);
  log.info("device", `${id} on ${board.name}, ${declared.size} resources`);

  const world = { clock, random: () => board.random() };
  const sensors = new SensorBank({ sensors: { ...board.sensors, ...application.sensors }, world, log });
  const layer = application.layer?.({
    sensors,
    outputs: board.outputs,
    clock,
    Timer: io.Timer,
    log,
    memory: new LongText({ domain: flash, name: "layer", mostParts: 10, log }),
    report: (alias, value, uptime) => {
      postman.reading(alias, value, uptime);
      postman.deliver();
    },
  });
  const definitions = withLayer(declared, layer?.definitions);
  const resources = new ResourceSet({
    definitions,
    accept: (alias, value) => layer?.accept(alias, value),
    outputs: board.outputs,
    keeper: new ValueStore({ domain: keyValue.open({ path: "values", format: "string" }) }),
    log,
    ...(application.onWrite === undefined ? {} : { onWrite: application.onWrite }),
  });
  const outbox = new Outbox({
    capacity: settings.outboxReadings,
    onLost: (reading) => postman.lost(reading),
  });
  const postman = new Postman({ outbox, resources, clock, log, observe });
  const sampler = new Sampler({
    resources,
    sensors,
    clock,
    log,
    onReading: (alias, value, uptime) => postman.reading(alias, value, uptime),
  });
  const poll = (): void => {
    sampler.poll();
    layer?.poll();
    postman.deliver();
  };
  poll();
  io.Timer.set(poll, pollInterval, pollInterval);

  const root = board.trustedRoot();
  if (settings.connectorId === "" || root === undefined) {
    const lacking = root === undefined ? "a trusted root certificate" : "the setting connectorId";
    log.error("device", `not connecting: ${lacking} is missing`);
    return undefined;
  }
  return connectDevice({ id, settings, root, board, io, flash, certificates, postman, log, observe });
}
